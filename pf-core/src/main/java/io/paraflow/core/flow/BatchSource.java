package io.paraflow.core.flow;

import java.time.Duration;

/** Where batches come from. Used by one thread. */
public interface BatchSource extends AutoCloseable {
  /**
   * The next batch, or a part of the work for it where that is long.
   *
   * @param timeout how long to wait where there is none; zero asks without waiting
   * @return the delivery, which the caller then owns, or that there is none; never null
   * @throws InterruptedException when interrupted while waiting
   */
  Poll poll(Duration timeout) throws InterruptedException;

  /**
   * Gives back what has not been delivered and releases memory. Deliveries already made stay valid
   * and may still be settled.
   */
  @Override
  void close();
}
