package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Writes decimals as numbers with as many decimals as their scale. */
final class DecimalWriter extends ValueWriter {
  // Beyond, zeros would outgrow what is ensured for a value of fixed size.
  private static final int GREATEST_PLAIN_SCALE = 100;
  private static final int TEN_TO_9 = 1_000_000_000;

  private final int scale;
  private final int width;
  // The magnitude, least part first, divided until it is 0.
  private final int[] parts;
  // Its digits in groups of nine, the last group first: 256 bits have 78 digits.
  private final int[] groups = new int[9];
  private long data;

  DecimalWriter(ArrowType.Decimal type) {
    this.scale = type.getScale();
    this.width = type.getBitWidth() / 8;
    this.parts = new int[width / 4];
  }

  @Override
  void bind(FieldVector vector, DictionaryProvider dictionaries) {
    super.bind(vector, dictionaries);
    data = vector.getDataBufferAddress();
  }

  @Override
  long write(int row, long out) {
    long at = data + (long) width * row;
    if (width == 16 && scale >= 0 && scale <= 18) {
      long low = RawMemory.getLong(at);
      if (RawMemory.getLong(at + 8) == low >> 63) {
        return writeShort(low, out);
      }
    }
    return writeLong(at, out);
  }

  private long writeShort(long unscaled, long out) {
    if (unscaled < 0) {
      RawMemory.putByte(out++, (byte) '-');
      unscaled = -unscaled;
    }
    if (scale == 0) {
      return Digits.writeUnsigned(unscaled, out);
    }
    long unit = FloatingPointText.powerOfTen(scale);
    long whole = Long.divideUnsigned(unscaled, unit);
    out = Digits.writeUnsigned(whole, out);
    RawMemory.putByte(out++, (byte) '.');
    return Digits.writePadded(unscaled - whole * unit, scale, out);
  }

  private long writeLong(long at, long out) {
    if (loadMagnitude(at)) {
      RawMemory.putByte(out++, (byte) '-');
    }
    int groupCount = 0;
    do {
      groups[groupCount++] = divide();
    } while (!isZero());
    long digits = Digits.writeUnsigned(groups[groupCount - 1], out);
    for (int i = groupCount - 2; i >= 0; i--) {
      digits = Digits.writePadded(groups[i], 9, digits);
    }
    int count = (int) (digits - out);
    if (Math.abs(scale) > GREATEST_PLAIN_SCALE) {
      RawMemory.putByte(digits, (byte) 'e');
      return Digits.writeSigned(-(long) scale, digits + 1);
    }
    if (scale <= 0) {
      boolean zero = count == 1 && RawMemory.getByte(out) == '0';
      return zero ? digits : writeZeros(-scale, digits);
    }
    return count > scale
        ? insertPoint(out + count - scale, scale, out + count)
        : writeFraction(count, out);
  }

  /** Loads a value's parts; returns whether it is negative. */
  private boolean loadMagnitude(long at) {
    boolean negative = RawMemory.getByte(at + width - 1) < 0;
    long carry = negative ? 1 : 0;
    for (int i = 0; i < parts.length; i++) {
      int part = RawMemory.getInt(at + 4L * i);
      carry += Integer.toUnsignedLong(negative ? ~part : part);
      parts[i] = (int) carry;
      carry >>>= 32;
    }
    return negative;
  }

  /** Divides the parts by 10^9 and returns the remainder. */
  private int divide() {
    long remainder = 0;
    for (int i = parts.length - 1; i >= 0; i--) {
      long dividend = (remainder << 32) | Integer.toUnsignedLong(parts[i]);
      long quotient = dividend / TEN_TO_9;
      parts[i] = (int) quotient;
      remainder = dividend - quotient * TEN_TO_9;
    }
    return (int) remainder;
  }

  private boolean isZero() {
    for (int part : parts) {
      if (part != 0) {
        return false;
      }
    }
    return true;
  }

  private static long insertPoint(long at, int decimals, long end) {
    RawMemory.copy(at, at + 1, decimals);
    RawMemory.putByte(at, (byte) '.');
    return end + 1;
  }

  /** Turns digits at {@code out} into {@code 0.000digits}. */
  private long writeFraction(int count, long out) {
    int zeros = scale - count;
    RawMemory.copy(out, out + 2 + zeros, count);
    RawMemory.putShort(out, (short) ('0' | ('.' << 8)));
    return writeZeros(zeros, out + 2) + count;
  }

  private static long writeZeros(int count, long out) {
    RawMemory.fill(out, count, (byte) '0');
    return out + count;
  }
}
