package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;

/** A value that its given column does not hold, or the lack of one that it must have. */
final class Misfit extends ParseFailure {
  private static final long serialVersionUID = 1;

  Misfit(long address, String reason) {
    super(ErrorCode.VALUE_MISMATCH, address, reason);
  }

  /** A value that its column does not hold. */
  static Misfit of(long address, Column column) {
    return new Misfit(
        address,
        "column "
            + column.key.name
            + " is "
            + SchemaText.print(column.field())
            + ", which does not hold this "
            + describe(RawMemory.getByte(address)));
  }

  private static String describe(byte first) {
    return switch (first) {
      case '"' -> "string";
      case '{' -> "object";
      case '[' -> "array";
      case 't', 'f' -> "boolean";
      default -> "number";
    };
  }
}
