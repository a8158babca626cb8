package io.paraflow.core.file;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.RowFilter.Condition;
import io.paraflow.core.file.RowFilter.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Finds exactly the rows that meet every condition of a filter, one column at a time: each
 * condition narrows the list of rows that met the ones before. Used by one thread.
 */
public final class ExactFilter {
  private final RowFilter filter;
  private int[] rows = new int[0];

  /** A filter that has not seen a row. */
  public ExactFilter(RowFilter filter) {
    this.filter = filter;
  }

  /**
   * Keeps the wanted rows.
   *
   * @param batch owned by this method, also when it throws
   * @return the wanted rows, owned by the caller; may have none
   * @throws IngestException UNKNOWN_COLUMN, INVALID_FILTER when the batch does not fit the filter
   */
  public Batch apply(Batch batch) {
    try {
      int count = select(batch.root(), 0, batch.rowCount(), batch.origin().uri());
      return batch.keep(rows, count);
    } catch (RuntimeException e) {
      batch.close();
      throw e;
    }
  }

  /**
   * Finds the wanted rows.
   *
   * @param columns stay the caller's and as they are
   * @param from the first row to look at
   * @param to after the last one
   * @param file the rows' file, for messages
   * @return how many rows are wanted: as many of {@link #rows}
   * @throws IngestException UNKNOWN_COLUMN, INVALID_FILTER when the columns do not fit the filter
   */
  public int select(VectorSchemaRoot columns, int from, int to, String file) {
    int count = to - from;
    if (rows.length < count) {
      rows = new int[count];
    }
    for (int i = 0; i < count; i++) {
      rows[i] = from + i;
    }
    for (Condition condition : filter.conditions()) {
      FieldVector vector = columns.getVector(condition.column());
      if (vector == null) {
        throw new IngestException(
            ErrorCode.UNKNOWN_COLUMN, "%s has no column %s".formatted(file, condition.column()));
      }
      count = narrow(vector, condition, file, count);
    }
    return count;
  }

  /** The rows that were found last, increasing; valid until rows are looked for again. */
  public int[] rows() {
    return rows;
  }

  private int narrow(FieldVector vector, Condition condition, String file, int count) {
    Operator operator = condition.operator();
    return switch (Comparand.parse(condition, vector.getField(), file)) {
      case Comparand.OfLong constant -> longs(vector, constant, operator, count);
      case Comparand.OfUnsignedLong constant -> unsignedLongs(vector, constant, operator, count);
      case Comparand.OfDouble constant -> doubles(vector, constant, operator, count);
      case Comparand.OfBoolean constant -> booleans(vector, constant, operator, count);
      case Comparand.OfBytes constant -> bytes(vector, constant, operator, count);
      case Comparand.OfDecimal constant -> decimals(vector, constant, operator, count);
    };
  }

  private int longs(FieldVector vector, Comparand.OfLong constant, Operator operator, int count) {
    int width = ((BaseFixedWidthVector) vector).getTypeWidth();
    boolean unsigned =
        vector instanceof UInt1Vector
            || vector instanceof UInt2Vector
            || vector instanceof UInt4Vector;
    ArrowBuf data = vector.getDataBuffer();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!vector.isNull(row)
          && operator.accepts(constant.compare(integer(data, row, width, unsigned)))) {
        rows[kept++] = row;
      }
    }
    return kept;
  }

  private static long integer(ArrowBuf data, int row, int width, boolean unsigned) {
    return switch (width) {
      case 1 -> unsigned ? Byte.toUnsignedLong(data.getByte(row)) : data.getByte(row);
      case 2 -> {
        short value = data.getShort(2L * row);
        yield unsigned ? Short.toUnsignedLong(value) : value;
      }
      case 4 -> {
        int value = data.getInt(4L * row);
        yield unsigned ? Integer.toUnsignedLong(value) : value;
      }
      default -> data.getLong(8L * row);
    };
  }

  private int unsignedLongs(
      FieldVector vector, Comparand.OfUnsignedLong constant, Operator operator, int count) {
    ArrowBuf data = vector.getDataBuffer();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!vector.isNull(row) && operator.accepts(constant.compare(data.getLong(8L * row)))) {
        rows[kept++] = row;
      }
    }
    return kept;
  }

  private int doubles(
      FieldVector vector, Comparand.OfDouble constant, Operator operator, int count) {
    int width = ((BaseFixedWidthVector) vector).getTypeWidth();
    ArrowBuf data = vector.getDataBuffer();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!vector.isNull(row) && operator.accepts(constant.compare(floating(data, row, width)))) {
        rows[kept++] = row;
      }
    }
    return kept;
  }

  private static double floating(ArrowBuf data, int row, int width) {
    return switch (width) {
      case 2 -> Float.float16ToFloat(data.getShort(2L * row));
      case 4 -> data.getFloat(4L * row);
      default -> data.getDouble(8L * row);
    };
  }

  private int booleans(
      FieldVector vector, Comparand.OfBoolean constant, Operator operator, int count) {
    BitVector bits = (BitVector) vector;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!bits.isNull(row) && operator.accepts(constant.compare(bits.get(row) != 0))) {
        rows[kept++] = row;
      }
    }
    return kept;
  }

  private int bytes(FieldVector vector, Comparand.OfBytes constant, Operator operator, int count) {
    byte[] bytes = constant.constant();
    ArrowBuf data = vector.getDataBuffer();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (vector.isNull(row)) {
        continue;
      }
      long start;
      long end;
      switch (vector) {
        case BaseVariableWidthVector text -> {
          start = text.getStartOffset(row);
          end = text.getEndOffset(row);
        }
        case BaseLargeVariableWidthVector text -> {
          start = text.getOffsetBuffer().getLong(8L * row);
          end = text.getOffsetBuffer().getLong(8L * row + 8);
        }
        case FixedSizeBinaryVector binary -> {
          start = (long) row * binary.getByteWidth();
          end = start + binary.getByteWidth();
        }
        default -> throw new IllegalStateException("no bytes in " + vector.getField());
      }
      if (operator.accepts(compare(data, start, end, bytes))) {
        rows[kept++] = row;
      }
    }
    return kept;
  }

  private static int compare(ArrowBuf data, long start, long end, byte[] constant) {
    int length = Math.toIntExact(end - start);
    int from = Math.toIntExact(start);
    return ByteFunctionHelpers.compare(data, from, from + length, constant, 0, constant.length);
  }

  private int decimals(
      FieldVector vector, Comparand.OfDecimal constant, Operator operator, int count) {
    int kept = 0;
    if (vector instanceof DecimalVector narrow) {
      Int128Constant unscaled = Int128Constant.of(constant.constant(), narrow.getScale());
      ArrowBuf data = vector.getDataBuffer();
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (!vector.isNull(row)
            && operator.accepts(
                unscaled.compare(data.getLong(16L * row + 8), data.getLong(16L * row)))) {
          rows[kept++] = row;
        }
      }
      return kept;
    }
    Decimal256Vector wide = (Decimal256Vector) vector;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (!wide.isNull(row) && operator.accepts(constant.compare(wide.getObject(row)))) {
        rows[kept++] = row;
      }
    }
    return kept;
  }

  /**
   * A decimal constant at a column's scale: the greatest 128-bit integer that is not greater, and
   * whether it is equal. Constants beyond 128 bits are greater or less than every value.
   */
  private record Int128Constant(long high, long low, boolean exact, int beyond) {
    static Int128Constant of(BigDecimal constant, int scale) {
      BigDecimal shifted = constant.scaleByPowerOfTen(scale);
      BigInteger floor = shifted.setScale(0, RoundingMode.FLOOR).toBigInteger();
      boolean exact = shifted.compareTo(new BigDecimal(floor)) == 0;
      return new Int128Constant(
          floor.shiftRight(64).longValue(),
          floor.longValue(),
          exact,
          floor.bitLength() > 127 ? floor.signum() : 0);
    }

    int compare(long valueHigh, long valueLow) {
      if (beyond != 0) {
        return -beyond;
      }
      int order =
          valueHigh != high ? Long.compare(valueHigh, high) : Long.compareUnsigned(valueLow, low);
      return order == 0 && !exact ? -1 : order;
    }
  }
}
