package io.paraflow.core.flow;

import java.time.Duration;

/** Where batches go. One instance for each pipeline thread, always called on it. */
public interface Sink extends AutoCloseable {
  /**
   * Takes a delivery: closes its batch and settles its ack, now or in a later {@link #reap} or
   * {@link #drain}. A failure that concerns the batch alone is an outcome for its ack.
   *
   * @throws io.paraflow.core.error.IngestException with a code whose action is STOP when nothing
   *     can be written any more; the delivery is then settled and closed
   */
  void write(Delivery delivery);

  /**
   * Settles what has been answered since the last call, without waiting. Returns how many
   * deliveries that were.
   */
  default int reap() {
    return 0;
  }

  /**
   * Waits until everything written is settled and durable where the destination can be.
   *
   * @return false when the timeout came first
   */
  default boolean drain(Duration timeout) throws InterruptedException {
    return true;
  }

  /**
   * Releases memory and connections; everything not yet settled is settled with an outcome that
   * gives it back.
   */
  @Override
  void close();
}
