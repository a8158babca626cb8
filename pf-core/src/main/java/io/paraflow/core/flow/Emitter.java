package io.paraflow.core.flow;

/** Takes what a stage puts out. */
@FunctionalInterface
public interface Emitter {
  /** Passes a delivery, batch and ack, to the next step. */
  void emit(Delivery delivery);
}
