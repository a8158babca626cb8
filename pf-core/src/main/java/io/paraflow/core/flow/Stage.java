package io.paraflow.core.flow;

/**
 * A step that may hold deliveries and pass their acks on: the seam for the engine, for windows and
 * joins. One instance for each pipeline thread, always called on it.
 */
public interface Stage extends AutoCloseable {
  /** Takes a delivery; from here on its batch and its ack are the stage's, until emitted. */
  void accept(Delivery in, Emitter out);

  /**
   * Called once in every duty cycle.
   *
   * @param nowNanos the engine's monotonic clock
   */
  default void tick(long nowNanos, Emitter out) {}

  /** The source has ended: emits whatever is still held. */
  default void end(Emitter out) {}

  /** Closes what is held, without settling it, and releases memory. */
  @Override
  void close();
}
