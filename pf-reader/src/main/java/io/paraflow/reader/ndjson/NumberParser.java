package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/** Parses numbers of 64 bits, the frequent ones, eight digits at a time. */
final class NumberParser {
  /** What methods return for a value that a column does not hold; nothing is written then. */
  static final long UNFIT = ScalarParser.UNFIT;

  private final boolean roundNumbers;

  /**
   * A parser.
   *
   * @param roundNumbers whether a double takes numbers that it does not hold
   */
  NumberParser(boolean roundNumbers) {
    this.roundNumbers = roundNumbers;
  }

  /** An integer from -2^63 to 2^63-1 into the next row of its column. */
  static long integer(long address, Column column) {
    boolean negative = RawMemory.getByte(address) == '-';
    long start = negative ? address + 1 : address;
    long word = RawMemory.getLong(start);
    int digits = Numbers.leadingDigits(word);
    if (digits == 0) {
      return UNFIT;
    }
    long value = Numbers.parseDigits(word, digits);
    long end = start + digits;
    if (digits == Long.BYTES) {
      long second = RawMemory.getLong(end);
      int more = Numbers.leadingDigits(second);
      if (more > 0) {
        value = value * Numbers.powerOfTen(more) + Numbers.parseDigits(second, more);
        end += more;
        digits += more;
      }
      for (byte b = RawMemory.getByte(end); b >= '0' && b <= '9'; b = RawMemory.getByte(end)) {
        value = value * 10 + (b - '0');
        end++;
        digits++;
      }
    }
    byte b = RawMemory.getByte(end);
    if (b == '.' || (b | 0x20) == 'e' || (digits > 1 && (byte) word == '0')) {
      return UNFIT;
    }
    // 19 digits fit 64 bits without a sign; -2^63 is its own negation.
    boolean fits = digits < 19 || (digits == 19 && (value >= 0 || isLeast(negative, value)));
    if (!fits) {
      return UNFIT;
    }
    column.writeLong(negative ? -value : value);
    return end;
  }

  private static boolean isLeast(boolean negative, long value) {
    return negative && value == Long.MIN_VALUE;
  }

  /** An integer from 0 to 2^64-1 into the next row of its column. */
  static long unsigned(long address, Column column) {
    byte b = RawMemory.getByte(address);
    if (b < '0' || b > '9') {
      return UNFIT;
    }
    long end = Syntax.number(address);
    Long value = Syntax.isInteger(address, end) ? Numbers.parseUnsigned(address, end) : null;
    if (value == null) {
      return UNFIT;
    }
    column.writeLong(value);
    return end;
  }

  /** A number into the next row of a column of doubles. */
  long number(long address, Column column) {
    boolean negative = RawMemory.getByte(address) == '-';
    long start = negative ? address + 1 : address;
    long word = RawMemory.getLong(start);
    long others = Numbers.otherBytes(word);
    int digits = Long.numberOfTrailingZeros(others) >>> 3;
    if (digits == 0) {
      return UNFIT;
    }
    int length = Long.numberOfTrailingZeros(others & (others - 1)) >>> 3;
    if (length < Long.BYTES && isShort(word, digits, length)) {
      double magnitude = shortDecimal(word, digits, length);
      column.writeLong(Double.doubleToRawLongBits(negative ? -magnitude : magnitude));
      return start + length;
    }
    long value = Numbers.parseDigits(word, digits);
    long end = start + digits;
    int fraction = 0;
    if (RawMemory.getByte(end) == '.') {
      long fractionWord = RawMemory.getLong(end + 1);
      fraction = Numbers.leadingDigits(fractionWord);
      if (fraction == 0) {
        throw ParseFailure.malformed(end + 1, "expected a digit");
      }
      value = value * Numbers.powerOfTen(fraction) + Numbers.parseDigits(fractionWord, fraction);
      end += 1 + fraction;
    }
    byte b = RawMemory.getByte(end);
    if (digits + fraction > 15
        || (b >= '0' && b <= '9')
        || (b | 0x20) == 'e'
        || (digits > 1 && (byte) word == '0')) {
      return longNumber(address, column);
    }
    double magnitude = Numbers.exactOperation(value, -fraction);
    column.writeLong(Double.doubleToRawLongBits(negative ? -magnitude : magnitude));
    return end;
  }

  /** Whether a word holds a number with a fraction and without an exponent, and what ends it. */
  private static boolean isShort(long word, int digits, int length) {
    return byteOf(word, digits) == '.'
        && length > digits + 1
        && (byteOf(word, length) | 0x20) != 'e'
        && (digits == 1 || (byte) word != '0');
  }

  private static byte byteOf(long word, int index) {
    return (byte) (word >>> (index << 3));
  }

  /** The digits around the point move together, and are parsed at once. */
  private static double shortDecimal(long word, int digits, int length) {
    long whole = (1L << (digits << 3)) - 1;
    long together = (word & whole) | ((word >>> Byte.SIZE) & ~whole);
    return Numbers.exactOperation(Numbers.parseDigits(together, length - 1), digits + 1 - length);
  }

  /** A number with an exponent or many digits. */
  private long longNumber(long address, Column column) {
    long end = Syntax.number(address);
    double nearest = Numbers.nearestIfHeld(address, end);
    if (Double.isNaN(nearest)) {
      String text = Numbers.text(address, end);
      nearest = Double.parseDouble(text);
      if (!isHeld(nearest, text)) {
        return UNFIT;
      }
    }
    column.writeLong(Double.doubleToRawLongBits(nearest));
    return end;
  }

  private boolean isHeld(double nearest, String text) {
    return roundNumbers ? !Double.isInfinite(nearest) : Numbers.holds(nearest, text);
  }

  /** The narrowest type that holds a number. */
  ColumnType type(long address) {
    long end = Syntax.number(address);
    String text = Numbers.text(address, end);
    if (Syntax.isInteger(address, end)) {
      boolean negative = text.charAt(0) == '-';
      Long magnitude = Numbers.parseUnsigned(negative ? address + 1 : address, end);
      if (magnitude != null) {
        if (magnitude >= 0 || (negative && magnitude == Long.MIN_VALUE)) {
          return ColumnType.INT64;
        }
        if (!negative) {
          return ColumnType.UINT64;
        }
      }
      return roundNumbers && isHeld(Double.parseDouble(text), text)
          ? ColumnType.DOUBLE
          : ColumnType.TEXT;
    }
    return isHeld(Double.parseDouble(text), text) ? ColumnType.DOUBLE : ColumnType.TEXT;
  }
}
