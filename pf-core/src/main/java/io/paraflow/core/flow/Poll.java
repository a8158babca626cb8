package io.paraflow.core.flow;

/** What a source has to say. */
public sealed interface Poll {
  /** Nothing yet. */
  Idle IDLE = new Idle();

  /** Nothing yet, after some work; the caller can ask again at once. */
  Working WORKING = new Working();

  /** Nothing ever again. */
  Ended ENDED = new Ended();

  /** A batch, now the caller's. */
  record Ready(Delivery delivery) implements Poll {}

  /** Nothing within the timeout, but there may be more. */
  record Idle() implements Poll {}

  /** No batch yet, but the source is not waiting for anything either. */
  record Working() implements Poll {}

  /** The source is exhausted. */
  record Ended() implements Poll {}
}
