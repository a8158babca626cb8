package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/**
 * How Arrow stores a value of a fixed width, given how the file does.
 *
 * @param kind what is done
 * @param storedWidth bytes of a value in the file
 * @param arrowWidth bytes of a value in Arrow
 * @param place names the column in errors
 */
record Conversion(Kind kind, int storedWidth, int arrowWidth, ColumnPlace place) {
  /** Of the 8 that are read at once, all but one may lie behind a number. */
  static final int OVERREAD_BYTES = 7;

  private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** What is done. */
  enum Kind {
    /** The bytes are the same. */
    IDENTITY,
    /** The low bytes of a 4-byte integer. */
    NARROW,
    /** A 4-byte integer with its sign extended. */
    EXTEND_INT,
    /** An 8-byte integer with its sign extended. */
    EXTEND_LONG,
    /** A big-endian integer reversed, with its sign extended. */
    BIG_ENDIAN,
    /**
     * Nanoseconds of the day, any number of them, and Julian day, to microseconds since 1970, which
     * wrap around: Spark writes late times by sums that have.
     */
    INT96_TO_MICROS,
    /** Months, days and milliseconds, to months, days and nanoseconds. */
    INTERVAL
  }

  boolean isIdentity() {
    return kind == Kind.IDENTITY;
  }

  /**
   * Converts values; the target has room for all of them. Reads up to {@value #OVERREAD_BYTES}
   * bytes beyond those of the source.
   */
  void convert(long source, long target, int values) {
    switch (kind) {
      case IDENTITY -> RawMemory.copy(source, target, (long) values * arrowWidth);
      case NARROW -> narrow(source, target, values);
      case EXTEND_INT -> {
        for (int i = 0; i < values; i++) {
          extend(RawMemory.getInt(source + 4L * i), target + (long) arrowWidth * i);
        }
      }
      case EXTEND_LONG -> {
        for (int i = 0; i < values; i++) {
          extend(RawMemory.getLong(source + 8L * i), target + (long) arrowWidth * i);
        }
      }
      case BIG_ENDIAN -> {
        for (int i = 0; i < values; i++) {
          long from = source + (long) storedWidth * i;
          decimal(from, storedWidth, target + (long) arrowWidth * i, arrowWidth, place);
        }
      }
      case INT96_TO_MICROS -> {
        for (int i = 0; i < values; i++) {
          long nanos = RawMemory.getLong(source + 12L * i);
          long days = RawMemory.getInt(source + 12L * i + 8) - JULIAN_DAY_OF_EPOCH;
          RawMemory.putLong(target + 8L * i, days * MICROS_PER_DAY + Math.floorDiv(nanos, 1000L));
        }
      }
      case INTERVAL -> {
        for (int i = 0; i < values; i++) {
          RawMemory.putLong(target + 16L * i, RawMemory.getLong(source + 12L * i));
          long millis = RawMemory.getInt(source + 12L * i + 8) & 0xffffffffL;
          RawMemory.putLong(target + 16L * i + 8, millis * 1_000_000);
        }
      }
    }
  }

  private void narrow(long source, long target, int values) {
    if (arrowWidth == 1) {
      for (int i = 0; i < values; i++) {
        RawMemory.putByte(target + i, (byte) RawMemory.getInt(source + 4L * i));
      }
    } else {
      for (int i = 0; i < values; i++) {
        RawMemory.putShort(target + 2L * i, (short) RawMemory.getInt(source + 4L * i));
      }
    }
  }

  private void extend(long value, long target) {
    RawMemory.putLong(target, value);
    for (int at = 8; at < arrowWidth; at += 8) {
      RawMemory.putLong(target + at, value >> 63);
    }
  }

  /**
   * Converts one big-endian number of any length to a little-endian one of a fixed width. Reads up
   * to {@value #OVERREAD_BYTES} bytes beyond it.
   *
   * @param length 0 means the number 0
   * @param width 16 or 32
   */
  static void decimal(long source, int length, long target, int width, ColumnPlace place) {
    if (length > 16) {
      longDecimal(source, length, target, width, place);
      return;
    }
    long low;
    long high;
    if (length > 8) {
      low = Long.reverseBytes(RawMemory.getLong(source + length - 8));
      high = bigEndian(source, length - 8);
    } else {
      low = length == 0 ? 0 : bigEndian(source, length);
      high = low >> 63;
    }
    RawMemory.putLong(target, low);
    RawMemory.putLong(target + 8, high);
    if (width == 32) {
      RawMemory.putLong(target + 16, high >> 63);
      RawMemory.putLong(target + 24, high >> 63);
    }
  }

  /** A number of 1 to 8 bytes. */
  private static long bigEndian(long source, int length) {
    return Long.reverseBytes(RawMemory.getLong(source)) >> (64 - 8 * length);
  }

  private static void longDecimal(
      long source, int length, long target, int width, ColumnPlace place) {
    byte sign = (byte) (RawMemory.getByte(source) < 0 ? -1 : 0);
    int surplus = Math.max(0, length - width);
    boolean fits = surplus == 0 || RawMemory.getByte(source + surplus) < 0 == sign < 0;
    for (int i = 0; i < surplus; i++) {
      fits &= RawMemory.getByte(source + i) == sign;
    }
    if (!fits) {
      throw place.corrupt("a decimal of " + length + " bytes that do not fit " + width);
    }
    int digits = length - surplus;
    for (int i = 0; i < digits; i++) {
      RawMemory.putByte(target + i, RawMemory.getByte(source + length - 1 - i));
    }
    for (int i = digits; i < width; i++) {
      RawMemory.putByte(target + i, sign);
    }
  }
}
