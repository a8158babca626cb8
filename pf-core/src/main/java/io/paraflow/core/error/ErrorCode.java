package io.paraflow.core.error;

/**
 * What went wrong, as a word that can be counted. The action that belongs to it is the only retry
 * decision in the code.
 */
public enum ErrorCode {
  /** The store, queue or network did not answer, or answered with a passing failure. */
  UNAVAILABLE(Action.RETRY),
  /** The store or the sink asks for a slower pace. */
  THROTTLED(Action.RETRY),
  /** The object is no longer the version that reading began with. */
  OBJECT_CHANGED(Action.RETRY),
  /** The worker was asked to stop before the work was done. */
  CANCELLED(Action.RETRY),

  /** No such bucket, object or file. */
  NOT_FOUND(Action.REJECT),
  /** Credentials are missing, expired or not allowed to read. */
  ACCESS_DENIED(Action.REJECT),
  /** A location that no store serves, or that the store refuses. */
  INVALID_LOCATION(Action.REJECT),
  /** A work item that cannot be understood. */
  INVALID_WORK_ITEM(Action.REJECT),
  /** Neither content nor name nor the work item says which format the file has. */
  UNKNOWN_FORMAT(Action.REJECT),
  /** A feature of the format that is not read, named in the message. */
  UNSUPPORTED(Action.REJECT),
  /** Bytes that contradict the format's specification. */
  CORRUPT(Action.REJECT),
  /** The file ends before it should. */
  TRUNCATED(Action.REJECT),
  /** A checksum that does not match its data. */
  CHECKSUM_MISMATCH(Action.REJECT),
  /** A limit with a name was exceeded; the message gives the option that raises it. */
  LIMIT_EXCEEDED(Action.REJECT),
  /** A column that was asked for and that the file does not have. */
  UNKNOWN_COLUMN(Action.REJECT),
  /** A filter that cannot be applied to the file's column. */
  INVALID_FILTER(Action.REJECT),
  /** One record that is not well-formed. */
  MALFORMED_RECORD(Action.REJECT),
  /** One record with a value that fits no column. */
  VALUE_MISMATCH(Action.REJECT),
  /** One record that is larger than the limit. */
  RECORD_TOO_LARGE(Action.REJECT),

  /** A defect of this program that shows with one piece of work; the others go on. */
  INTERNAL(Action.REJECT),

  /** The reader of standard output went away. */
  OUTPUT_CLOSED(Action.STOP),
  /** The destination cannot take any more: a full disk, for example. */
  OUTPUT_FAILED(Action.STOP);

  /** What the engine does about an error. */
  public enum Action {
    /** The same work may succeed later: give it back. */
    RETRY,
    /** The same work will fail again: put it aside with its reason. */
    REJECT,
    /** No other work can succeed either: stop the worker. */
    STOP
  }

  private final Action action;

  ErrorCode(Action action) {
    this.action = action;
  }

  /** What the engine does about this error. */
  public Action action() {
    return action;
  }
}
