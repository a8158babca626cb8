package io.paraflow.reader.ndjson;

import java.math.BigInteger;

/**
 * The double nearest to a decimal number, by the algorithm of Eisel and Lemire ("Number parsing at
 * a gigabyte per second", 2021): the digits are multiplied by the first 128 bits of a power of
 * five, which Mushtak and Lemire (2022) showed to decide every rounding for up to 19 digits.
 */
final class DecimalToDouble {
  private static final int LEAST_EXPONENT = -342;
  private static final int MOST_EXPONENT = 308;
  private static final int SIGNIFICAND_BITS = 52;
  private static final int EXPONENT_BIAS = 1023;
  private static final int INFINITE_EXPONENT = 0x7ff;

  /** Bits of the product that are not needed for the significand and its two rounding bits. */
  private static final int SPARE_BITS = 64 - SIGNIFICAND_BITS - 3;

  private static final long[] HIGH = new long[MOST_EXPONENT - LEAST_EXPONENT + 1];
  private static final long[] LOW = new long[HIGH.length];

  static {
    BigInteger five = BigInteger.valueOf(5);
    for (int exponent = LEAST_EXPONENT; exponent <= MOST_EXPONENT; exponent++) {
      BigInteger power = five.pow(Math.abs(exponent));
      BigInteger bits;
      if (exponent >= 0) {
        int surplus = power.bitLength() - 128;
        bits = surplus > 0 ? power.shiftRight(surplus) : power.shiftLeft(-surplus);
      } else {
        // The reciprocal, rounded up: 2^n / power has 128 bits for n = 127 + the power's bits.
        int shift = 127 + power.bitLength();
        bits = BigInteger.ONE.shiftLeft(shift).divide(power).add(BigInteger.ONE);
      }
      HIGH[exponent - LEAST_EXPONENT] = bits.shiftRight(64).longValue();
      LOW[exponent - LEAST_EXPONENT] = bits.longValue();
    }
  }

  private DecimalToDouble() {}

  /**
   * The double nearest to {@code digits * 10^exponent}, the even one of two; infinite beyond the
   * range of doubles.
   *
   * @param digits unsigned, up to 19 decimal digits
   */
  static double nearest(long digits, int exponent) {
    if (digits == 0 || exponent < LEAST_EXPONENT) {
      return 0;
    }
    if (exponent > MOST_EXPONENT) {
      return Double.POSITIVE_INFINITY;
    }
    int leadingZeros = Long.numberOfLeadingZeros(digits);
    long normalized = digits << leadingZeros;
    int index = exponent - LEAST_EXPONENT;
    long high = Math.unsignedMultiplyHigh(normalized, HIGH[index]);
    long low = normalized * HIGH[index];
    if ((high & ((1L << SPARE_BITS) - 1)) == (1L << SPARE_BITS) - 1) {
      long carried = Math.unsignedMultiplyHigh(normalized, LOW[index]);
      low += carried;
      high += Long.compareUnsigned(low, carried) < 0 ? 1 : 0;
    }
    int upperBit = (int) (high >>> 63);
    long significand = high >>> (upperBit + SPARE_BITS);
    // floor(log2(10^exponent)), by a multiplication that is right for all exponents of doubles.
    int binaryExponent = ((217706 * exponent) >> 16) + 63 + upperBit - leadingZeros + EXPONENT_BIAS;
    if (binaryExponent <= 0) {
      return subnormal(significand, binaryExponent);
    }
    boolean exactlyHalf =
        Long.compareUnsigned(low, 1) <= 0
            && exponent >= -4
            && exponent <= 23
            && (significand & 3) == 1
            && significand << (upperBit + SPARE_BITS) == high;
    significand = exactlyHalf ? significand & ~1L : significand;
    significand = (significand + (significand & 1)) >>> 1;
    if (significand == 1L << (SIGNIFICAND_BITS + 1)) {
      significand = 1L << SIGNIFICAND_BITS;
      binaryExponent++;
    }
    if (binaryExponent >= INFINITE_EXPONENT) {
      return Double.POSITIVE_INFINITY;
    }
    long bits = significand & ~(1L << SIGNIFICAND_BITS);
    return Double.longBitsToDouble(bits | ((long) binaryExponent << SIGNIFICAND_BITS));
  }

  private static double subnormal(long significand, int binaryExponent) {
    int shift = 1 - binaryExponent;
    if (shift >= 64) {
      return 0;
    }
    long shifted = significand >>> shift;
    // Rounding up into the normal range sets the exponent's lowest bit by itself.
    return Double.longBitsToDouble((shifted + (shifted & 1)) >>> 1);
  }
}
