package io.paraflow.core.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure that has a place and a code. The message names the input, the limit and the value, says
 * what to do where that helps, and never contains a secret.
 */
public final class IngestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  /**
   * A failure without an underlying one.
   *
   * @param code what went wrong
   * @param message one line that names the input
   */
  public IngestException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /**
   * A failure caused by another one.
   *
   * @param code what went wrong
   * @param message one line that names the input
   * @param cause the underlying failure
   */
  public IngestException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** The message; never null. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? code.name() : message;
  }
}
