package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import java.math.BigInteger;

/**
 * Floating-point numbers as the shortest decimal that reads back as the same value, the closest one
 * where several are shortest.
 *
 * <p>Numbers with up to three decimals, the common case in logs, are tried first. The general case
 * is Raffaello Giulietti's Schubfach: scale the value and its rounding interval by a power of ten
 * so that the interval holds at least one and at most a few integers, computed with 128 bits of the
 * power and a sticky last bit; a multiple of ten within the interval is shorter and wins.
 */
final class FloatingPointText {
  private static final int LEAST_POWER = -292;
  private static final int GREATEST_POWER = 324;
  // 10^power, scaled by a power of two so that its first bit is bit 127, rounded up.
  private static final long[] POWERS = powers();

  private static final long[] LONG_POWERS = new long[19];

  // How many decimals remain of each count of thousandths without its last zeros.
  private static final byte[] DECIMALS = new byte[1000];

  static {
    long power = 1;
    for (int i = 0; i < LONG_POWERS.length; i++) {
      LONG_POWERS[i] = power;
      power *= 10;
    }
    for (int i = 0; i < DECIMALS.length; i++) {
      DECIMALS[i] = (byte) (i % 10 != 0 ? 3 : i % 100 != 0 ? 2 : 1);
    }
  }

  // Plain notation is used for values from 10^-6 up to 10^17, exclusive.
  private static final int MOST_LEADING_ZEROS = 5;
  private static final int MOST_PLAIN_DIGITS = 17;

  private FloatingPointText() {}

  /** 10 to the power of 0 to 18. */
  static long powerOfTen(int exponent) {
    return LONG_POWERS[exponent];
  }

  /** Writes a number; NaN and infinities become {@code null}. At most 26 bytes. */
  static long write(double value, long out) {
    if (!Double.isFinite(value)) {
      return ValueWriter.writeNull(out);
    }
    double magnitude = Math.abs(value);
    if (Double.doubleToRawLongBits(value) < 0) {
      RawMemory.putByte(out++, (byte) '-');
    }
    if (magnitude < 1e12) {
      long thousandths = (long) (magnitude * 1000 + 0.5);
      // Of at most 15 digits, hence no other decimal as short has this value.
      if (thousandths / 1000.0 == magnitude) {
        return writeThousandths(thousandths, out);
      }
    }
    return writeShortest(magnitude, out);
  }

  /** Writes a number; NaN and infinities become {@code null}. At most 17 bytes. */
  static long write(float value, long out) {
    if (!Float.isFinite(value)) {
      return ValueWriter.writeNull(out);
    }
    float magnitude = Math.abs(value);
    if (Float.floatToRawIntBits(value) < 0) {
      RawMemory.putByte(out++, (byte) '-');
    }
    if (magnitude < 1e3f) {
      int thousandths = (int) (magnitude * 1000 + 0.5f);
      // Of at most 6 digits, hence no other decimal as short has this value.
      if (thousandths < 1_000_000 && thousandths / 1000f == magnitude) {
        return writeThousandths(thousandths, out);
      }
    }
    return writeShortest(magnitude, out);
  }

  private static long writeThousandths(long thousandths, long out) {
    long whole = thousandths / 1000;
    int fraction = (int) (thousandths - 1000 * whole);
    out = Digits.writeUnsigned(whole, out);
    RawMemory.putByte(out++, (byte) '.');
    Digits.writePadded(fraction, 3, out);
    return out + DECIMALS[fraction];
  }

  private static long writeShortest(double magnitude, long out) {
    long bits = Double.doubleToRawLongBits(magnitude);
    int biased = (int) (bits >>> 52);
    long fraction = bits & ((1L << 52) - 1);
    long significand = biased == 0 ? fraction : fraction | (1L << 52);
    int exponent = Math.max(biased, 1) - 1075;
    // Below a power of two the neighbour is half as far away.
    boolean narrow = fraction == 0 && biased > 1;
    int power = narrow ? floorLog10OfThreeQuarters(exponent) : floorLog10(exponent);
    int shift = exponent + floorLog2OfTen(-power) + 1;
    int index = 2 * (-power - LEAST_POWER);
    long high = POWERS[index];
    long low = POWERS[index + 1];
    long quadruple = 4 * significand;
    long odd = significand & 1;
    return writeShortest(
        scale(high, low, (quadruple - (narrow ? 1 : 2)) << shift) + odd,
        scale(high, low, quadruple << shift),
        scale(high, low, (quadruple + 2) << shift) - odd,
        power,
        out);
  }

  private static long writeShortest(float magnitude, long out) {
    int bits = Float.floatToRawIntBits(magnitude);
    int biased = bits >>> 23;
    int fraction = bits & ((1 << 23) - 1);
    int significand = biased == 0 ? fraction : fraction | (1 << 23);
    int exponent = Math.max(biased, 1) - 150;
    boolean narrow = fraction == 0 && biased > 1;
    int power = narrow ? floorLog10OfThreeQuarters(exponent) : floorLog10(exponent);
    int shift = exponent + floorLog2OfTen(-power) + 1;
    int index = 2 * (-power - LEAST_POWER);
    long high = POWERS[index] + (POWERS[index + 1] == 0 ? 0 : 1);
    long quadruple = 4L * significand;
    long odd = significand & 1;
    return writeShortest(
        scale(high, (quadruple - (narrow ? 1 : 2)) << shift) + odd,
        scale(high, quadruple << shift),
        scale(high, (quadruple + 2) << shift) - odd,
        power,
        out);
  }

  /**
   * Chooses among the decimals within an interval. All are in quarters of 10^power, with a last bit
   * that is set where the value was not exact.
   */
  private static long writeShortest(long lower, long value, long upper, int power, long out) {
    long down = value >> 2;
    if (down >= 10) {
      long tens = down / 10;
      boolean downFits = lower <= 40 * tens;
      boolean upFits = 40 * tens + 40 <= upper;
      if (downFits != upFits) {
        return writeDecimal(upFits ? tens + 1 : tens, power + 1, out);
      }
    }
    boolean downFits = lower <= 4 * down;
    boolean upFits = 4 * down + 4 <= upper;
    long middle = 4 * down + 2;
    boolean up =
        downFits != upFits ? upFits : value > middle || (value == middle && (down & 1) != 0);
    return writeDecimal(up ? down + 1 : down, power, out);
  }

  /** Writes {@code digits * 10^exponent}. */
  private static long writeDecimal(long digits, int exponent, long out) {
    while (digits % 10 == 0) {
      digits /= 10;
      exponent++;
    }
    int count = countDigits(digits);
    int point = count + exponent;
    if (point > MOST_PLAIN_DIGITS || point < -MOST_LEADING_ZEROS) {
      return writeScientific(digits, count, point - 1, out);
    }
    if (point <= 0) {
      RawMemory.putLong(out, '0' | ('.' << 8) | (0x3030_3030_3030L << 16));
      return Digits.writePadded(digits, count, out + 2 - point);
    }
    if (exponent >= 0) {
      out = Digits.writeUnsigned(digits * LONG_POWERS[exponent], out);
      RawMemory.putShort(out, (short) ('.' | ('0' << 8)));
      return out + 2;
    }
    long unit = LONG_POWERS[-exponent];
    long whole = digits / unit;
    out = Digits.writeUnsigned(whole, out);
    RawMemory.putByte(out++, (byte) '.');
    return Digits.writePadded(digits - whole * unit, -exponent, out);
  }

  private static long writeScientific(long digits, int count, int exponent, long out) {
    long unit = LONG_POWERS[count - 1];
    long first = digits / unit;
    RawMemory.putByte(out++, (byte) ('0' + first));
    if (count > 1) {
      RawMemory.putByte(out++, (byte) '.');
      out = Digits.writePadded(digits - first * unit, count - 1, out);
    }
    RawMemory.putByte(out++, (byte) 'e');
    return Digits.writeSigned(exponent, out);
  }

  private static int countDigits(long value) {
    int count = 1;
    while (count < LONG_POWERS.length && value >= LONG_POWERS[count]) {
      count++;
    }
    return count;
  }

  /** The product's bits from 128 up, the last one set where anything was below. */
  private static long scale(long high, long low, long factor) {
    long middle = high * factor;
    long carry = Math.unsignedMultiplyHigh(low, factor);
    long top = Math.unsignedMultiplyHigh(high, factor);
    middle += carry;
    if (Long.compareUnsigned(middle, carry) < 0) {
      top++;
    }
    return top | ((middle & ~1L) != 0 ? 1 : 0);
  }

  /** The product's bits from 64 up, the last one set where anything was below. */
  private static long scale(long high, long factor) {
    long top = Math.unsignedMultiplyHigh(high, factor);
    return top | ((high * factor) >>> 33 != 0 ? 1 : 0);
  }

  /** floor(log10(2^exponent)). */
  private static int floorLog10(int exponent) {
    return (exponent * 1_262_611) >> 22;
  }

  /** floor(log10(3/4 * 2^exponent)). */
  private static int floorLog10OfThreeQuarters(int exponent) {
    return (exponent * 1_262_611 - 524_031) >> 22;
  }

  /** floor(log2(10^exponent)). */
  private static int floorLog2OfTen(int exponent) {
    return (exponent * 1_741_647) >> 19;
  }

  private static long[] powers() {
    long[] powers = new long[2 * (GREATEST_POWER - LEAST_POWER + 1)];
    for (int power = LEAST_POWER; power <= GREATEST_POWER; power++) {
      BigInteger ten = BigInteger.TEN.pow(Math.abs(power));
      int bits = ten.bitLength();
      // Numerator and denominator of 10^power, scaled so that the quotient has 128 bits.
      BigInteger numerator = power < 0 ? BigInteger.ONE.shiftLeft(127 + bits) : ten;
      BigInteger denominator = power < 0 ? ten : BigInteger.ONE;
      if (power >= 0 && bits <= 128) {
        numerator = ten.shiftLeft(128 - bits);
      } else if (power >= 0) {
        denominator = BigInteger.ONE.shiftLeft(bits - 128);
      }
      BigInteger[] quotient = numerator.divideAndRemainder(denominator);
      BigInteger scaled = quotient[1].signum() == 0 ? quotient[0] : quotient[0].add(BigInteger.ONE);
      int index = 2 * (power - LEAST_POWER);
      powers[index] = scaled.shiftRight(64).longValue();
      powers[index + 1] = scaled.longValue();
    }
    return powers;
  }
}
