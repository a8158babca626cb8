package io.paraflow.core.flow;

/** The duty to say how a piece of work ended: exactly once, on the pipeline thread. */
@FunctionalInterface
public interface Ack {
  /**
   * Reports the outcome.
   *
   * @throws IllegalStateException when it was reported before
   */
  void settle(Outcome outcome);
}
