package io.paraflow.core.flow;

import io.paraflow.core.error.IngestException;

/**
 * How a piece of work ended. Outcomes form a lattice: {@code Reject > Retry > Done}, and of several
 * the worst wins.
 */
public sealed interface Outcome {
  /** Every record is settled. */
  record Done() implements Outcome {}

  /** The work may succeed later. */
  record Retry(IngestException cause) implements Outcome {}

  /** The work will never succeed as it is. */
  record Reject(IngestException cause) implements Outcome {}

  /** Every record is where it should be. */
  static Outcome done() {
    return new Done();
  }

  /**
   * The outcome that follows from an error by its code: STOP gives the work back, as nothing is
   * wrong with it.
   */
  static Outcome of(IngestException cause) {
    return switch (cause.code().action()) {
      case RETRY, STOP -> new Retry(cause);
      case REJECT -> new Reject(cause);
    };
  }

  /** The worse of the two; this one where they are equal. */
  default Outcome worse(Outcome other) {
    return other.severity() > severity() ? other : this;
  }

  private int severity() {
    return switch (this) {
      case Done _ -> 0;
      case Retry _ -> 1;
      case Reject _ -> 2;
    };
  }
}
