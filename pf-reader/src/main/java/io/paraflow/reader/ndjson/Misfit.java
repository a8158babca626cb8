package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;

/** A value that its given column does not hold, or the lack of one that it must have. */
final class Misfit extends ParseFailure {
  private static final long serialVersionUID = 1;

  Misfit(long address, String reason) {
    super(ErrorCode.VALUE_MISMATCH, address, reason);
  }
}
