package io.paraflow.reader.compression;

import io.paraflow.core.error.ErrorCode;

/** Compressed bytes are not what they should be. Whoever knows the file adds its name. */
public final class CompressionException extends Exception {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  CompressionException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** What kind of error it is. */
  public ErrorCode code() {
    return code;
  }
}
