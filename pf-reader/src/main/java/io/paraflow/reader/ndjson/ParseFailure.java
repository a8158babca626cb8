package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;

/** A record that cannot be read, and where. Has no stack trace, as bad records may be many. */
sealed class ParseFailure extends RuntimeException permits Misfit {
  private static final long serialVersionUID = 1;

  /** What is wrong with the record. */
  final ErrorCode code;

  /** The address of the offending byte; the byte at the window's limit when more was expected. */
  final long address;

  /** What is wrong, for people. */
  final String reason;

  ParseFailure(ErrorCode code, long address, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.address = address;
    this.reason = reason;
  }

  static ParseFailure malformed(long address, String reason) {
    return new ParseFailure(ErrorCode.MALFORMED_RECORD, address, reason);
  }
}
