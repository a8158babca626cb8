package io.paraflow.reader.parquet;

import io.paraflow.core.file.Comparand;
import io.paraflow.core.file.RowFilter.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * A filter's condition on a leaf column that is not nested, as a file's metadata sees it.
 *
 * @param constant read by the column's Arrow type
 */
record ColumnCondition(LeafNode leaf, Operator operator, Comparand constant) {
  /** Twice as many as the longest decimal has; longer ones take seconds to compare. */
  private static final int MAX_DECIMAL_BYTES = 64;

  /**
   * Whether any value may be wanted. NaN is greater than all numbers, and bounds leave it out.
   *
   * @param bounds of values in the column's order
   */
  boolean mayMatch(Bounds bounds) {
    if (bounds.onlyNulls()) {
      return false;
    }
    Integer least = compare(bounds.least());
    Integer greatest = compare(bounds.greatest());
    if (least == null || greatest == null || least > greatest) {
      return true;
    }
    boolean mayHaveNan = constant instanceof Comparand.OfDouble && !bounds.withoutNan();
    return operator.mayAccept(least, greatest) || (mayHaveNan && operator.accepts(1));
  }

  /** Compares a bound with the constant; null where it cannot be. */
  private @Nullable Integer compare(byte @Nullable [] bound) {
    if (bound == null) {
      return null;
    }
    return switch (constant) {
      case Comparand.OfLong number -> {
        Long value = integer(bound);
        yield value == null ? null : number.compare(isUnsignedInt() ? value & 0xffffffffL : value);
      }
      case Comparand.OfUnsignedLong number -> {
        Long value = integer(bound);
        yield value == null ? null : number.compare(value);
      }
      case Comparand.OfDouble number -> {
        double value = floating(bound);
        yield Double.isNaN(value) || Double.isNaN(number.constant()) ? null : number.compare(value);
      }
      case Comparand.OfDecimal number -> {
        BigInteger value = unscaled(bound);
        yield value == null ? null : number.compare(value, scale());
      }
      case Comparand.OfBytes bytes -> bytes.compare(bound);
      case Comparand.OfBoolean bool -> bound.length == 1 ? bool.compare(bound[0] != 0) : null;
    };
  }

  private @Nullable Long integer(byte[] bound) {
    if (leaf.type() == Type.INT32 && bound.length == 4) {
      return (long) MemoryUtil.getInt(bound, 0);
    }
    return leaf.type() == Type.INT64 && bound.length == 8
        ? (Long) MemoryUtil.getLong(bound, 0)
        : null;
  }

  private boolean isUnsignedInt() {
    return leaf.field().getType() instanceof ArrowType.Int type && !type.getIsSigned();
  }

  private double floating(byte[] bound) {
    if (bound.length != leaf.storedWidth()) {
      return Double.NaN;
    }
    return switch (leaf.type()) {
      case DOUBLE -> Double.longBitsToDouble(MemoryUtil.getLong(bound, 0));
      case FLOAT -> Float.intBitsToFloat(MemoryUtil.getInt(bound, 0));
      default -> Float.float16ToFloat((short) (bound[1] << 8 | (bound[0] & 0xff)));
    };
  }

  private @Nullable BigInteger unscaled(byte[] bound) {
    if (leaf.type() == Type.INT32 || leaf.type() == Type.INT64) {
      Long value = integer(bound);
      return value == null ? null : BigInteger.valueOf(value);
    }
    return bound.length == 0 || bound.length > MAX_DECIMAL_BYTES ? null : new BigInteger(bound);
  }

  private int scale() {
    return ((ArrowType.Decimal) leaf.field().getType()).getScale();
  }

  /**
   * All values that equal the constant, in PLAIN encoding and without the length of byte arrays:
   * none where the type cannot hold it, two for zero.
   *
   * @return null where they cannot be listed
   */
  @Nullable List<byte[]> equalValues() {
    return switch (constant) {
      case Comparand.OfLong(long floor, boolean exact, boolean below) -> {
        boolean storable = exact && !below && (!isUnsignedInt() || floor >>> 32 == 0);
        yield storable ? integers(isUnsignedInt() ? (int) floor : floor) : List.of();
      }
      case Comparand.OfUnsignedLong(long floor, boolean exact, boolean below) ->
          exact && !below ? integers(floor) : List.of();
      case Comparand.OfDouble(double number) -> {
        if (Double.isNaN(number)) {
          yield null;
        }
        yield number == 0 ? List.of(floating(0.0), floating(-0.0)) : List.of(floating(number));
      }
      case Comparand.OfDecimal(BigDecimal number) -> decimals(number);
      case Comparand.OfBytes(byte[] bytes) ->
          leaf.storedWidth() == 0 || leaf.storedWidth() == bytes.length
              ? List.of(bytes)
              : List.of();
      case Comparand.OfBoolean _ -> null;
    };
  }

  private @Nullable List<byte[]> integers(long value) {
    return switch (leaf.type()) {
      case INT32 -> value == (int) value ? List.of(littleEndian(value, 4)) : List.of();
      case INT64 -> List.of(littleEndian(value, 8));
      default -> null;
    };
  }

  private byte[] floating(double value) {
    return switch (leaf.type()) {
      case DOUBLE -> littleEndian(Double.doubleToRawLongBits(value), 8);
      case FLOAT -> littleEndian(Float.floatToRawIntBits((float) value), 4);
      default -> littleEndian(Float.floatToFloat16((float) value), 2);
    };
  }

  private @Nullable List<byte[]> decimals(BigDecimal number) {
    if (leaf.type() == Type.BYTE_ARRAY) {
      // Writers may put any number of leading sign bytes.
      return null;
    }
    BigDecimal shifted = number.scaleByPowerOfTen(scale()).stripTrailingZeros();
    int bits = 8 * leaf.storedWidth();
    if (shifted.scale() > 0 || (long) shifted.precision() - shifted.scale() > bits) {
      return List.of();
    }
    BigInteger unscaled = shifted.toBigIntegerExact();
    if (unscaled.bitLength() >= bits) {
      return List.of();
    }
    if (leaf.type() != Type.FIXED_LEN_BYTE_ARRAY) {
      return integers(unscaled.longValue());
    }
    byte[] digits = unscaled.toByteArray();
    byte[] padded = new byte[leaf.storedWidth()];
    Arrays.fill(padded, (byte) (unscaled.signum() < 0 ? -1 : 0));
    System.arraycopy(digits, 0, padded, padded.length - digits.length, digits.length);
    return List.of(padded);
  }

  private static byte[] littleEndian(long value, int width) {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    return Arrays.copyOf(buffer.array(), width);
  }
}
