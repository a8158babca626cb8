package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/** Tells which type a column needs for a value that does not fit what it has held. */
final class TypeInference {
  private final NdjsonOptions options;
  private final NumberParser numbers;
  private final ScalarParser scalars;

  TypeInference(NdjsonOptions options, NumberParser numbers, ScalarParser scalars) {
    this.options = options;
    this.numbers = numbers;
    this.scalars = scalars;
  }

  /** The type that holds what a column of another type has held, and a value that it does not. */
  ColumnType wider(ColumnType type, long address, int depth) {
    ColumnType wider = type.join(typeOf(address, depth));
    boolean isText = wider.equals(type) || wider.kind() == Kind.TEXT;
    boolean isDecimal =
        isText
            && options.inexactNumbers() == InexactNumbers.DECIMAL
            && type.becomesDecimal()
            && Syntax.isNumber(address);
    if (isDecimal) {
      return scalars.decimalType(type, address);
    }
    return isText ? ColumnType.TEXT : wider;
  }

  private ColumnType typeOf(long address, int depth) {
    return switch (RawMemory.getByte(address)) {
      case '"' -> options.inferTimestamps() ? scalars.timestampType(address) : ColumnType.TEXT;
      case '{' -> depth < RecordColumns.MOST_NESTED ? ColumnType.STRUCT : ColumnType.TEXT;
      case '[' -> depth < RecordColumns.MOST_NESTED ? ColumnType.LIST : ColumnType.TEXT;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> numbers.type(address);
      default -> {
        Syntax.scalar(address);
        yield ColumnType.BOOLEAN;
      }
    };
  }
}
