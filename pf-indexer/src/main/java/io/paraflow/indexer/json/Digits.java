package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;

/**
 * Integers as decimal digits. Eight digits are made at a time, one in each byte of a word. Every
 * method may write 8 bytes more than the text it returns the end of.
 */
final class Digits {
  static final long TEN_TO_8 = 100_000_000;
  static final long TEN_TO_16 = TEN_TO_8 * TEN_TO_8;

  private static final long ZEROS = 0x3030_3030_3030_3030L;
  private static final long[] COUNTS = counts();

  private Digits() {}

  /** Writes a signed number. */
  static long writeSigned(long value, long out) {
    if (value < 0) {
      RawMemory.putByte(out++, (byte) '-');
      value = -value;
    }
    return writeUnsigned(value, out);
  }

  /** Writes a number of 64 bits without sign. */
  static long writeUnsigned(long value, long out) {
    if (value >= 0 && value < TEN_TO_8) {
      return writeUpToEight((int) value, out);
    }
    long high = value >= 0 ? value / TEN_TO_8 : Long.divideUnsigned(value, TEN_TO_8);
    int low = (int) (value - high * TEN_TO_8);
    if (high < TEN_TO_8) {
      out = writeUpToEight((int) high, out);
    } else {
      int highest = (int) (high / TEN_TO_8);
      out = writeUpToEight(highest, out);
      out = writeEight((int) (high - highest * TEN_TO_8), 8, out);
    }
    return writeEight(low, 8, out);
  }

  /**
   * Writes a number with leading zeros.
   *
   * @param value from 0 to 10^digits, exclusive
   * @param digits how many to write, 1 to 19
   */
  static long writePadded(long value, int digits, long out) {
    if (digits > 16) {
      long high = value / TEN_TO_16;
      out = writeEight((int) high, digits - 16, out);
      value -= high * TEN_TO_16;
      digits = 16;
    }
    if (digits > 8) {
      long high = value / TEN_TO_8;
      out = writeEight((int) high, digits - 8, out);
      value -= high * TEN_TO_8;
      digits = 8;
    }
    return writeEight((int) value, digits, out);
  }

  /** Eight digits in ASCII, the first one in the lowest byte; of a number from 0 to 10^8 - 1. */
  static long eight(int value) {
    return split(value) + ZEROS;
  }

  private static long writeEight(int value, int digits, long out) {
    RawMemory.putLong(out, eight(value) >>> (8 * (8 - digits)));
    return out + digits;
  }

  private static long writeUpToEight(int value, long out) {
    int digits = count(value);
    RawMemory.putLong(out, eight(value) >>> (8 * (8 - digits)));
    return out + digits;
  }

  /**
   * How many digits a number from 0 to 2^31 - 1 has. Found without the digits themselves, so that
   * the next value's address does not wait for them.
   */
  private static int count(int value) {
    return (int) ((value + COUNTS[31 - Integer.numberOfLeadingZeros(value | 1)]) >>> 32);
  }

  /**
   * For numbers of each count of bits: their greatest count of digits in the upper half, less the
   * first number that has it, so that adding a smaller one does not reach that count.
   */
  private static long[] counts() {
    long[] counts = new long[31];
    for (int bits = 0; bits < counts.length; bits++) {
      int least = Long.toString(1L << bits).length();
      int greatest = Long.toString((2L << bits) - 1).length();
      long first = least == greatest ? 0 : Long.parseLong("1" + "0".repeat(least));
      counts[bits] = ((long) greatest << 32) - first;
    }
    return counts;
  }

  /**
   * The digits of a number, the first one in the lowest byte: halves of four digits, quarters of
   * two, then one by one, each step by a multiplication that divides all parts at once.
   */
  private static long split(int value) {
    long high = value / 10_000;
    long word = high | ((value - 10_000 * high) << 32);
    long hundreds = ((word * 10_486) >>> 20) & 0x0000_007F_0000_007FL;
    word = hundreds | ((word - 100 * hundreds) << 16);
    long tens = ((word * 103) >>> 10) & 0x000F_000F_000F_000FL;
    return tens | ((word - 10 * tens) << 8);
  }
}
