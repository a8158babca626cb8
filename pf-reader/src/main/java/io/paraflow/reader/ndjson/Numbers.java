package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decimal digits in bytes, and when a double holds a number.
 *
 * <p>A double <em>holds</em> a number when nothing is lost: the double nearest to it, written with
 * as many significant digits as the number has, gives the number again; or the double is the
 * number. So 0.1 and 17 digits that some program printed from a double are held, 0.1 with 20 more
 * digits and 2^53+1 are not, and neither are 1e400 and 1e-400.
 */
final class Numbers {
  /** Powers of ten that a double is exactly. */
  private static final double[] EXACT_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final long[] POWERS = powers(10, 19);

  /** As many powers of five as fit 63 bits. */
  private static final long[] FIVES = powers(5, 28);

  private static final long ZEROS = 0x3030303030303030L;
  private static final long LOW_SEVEN_BITS = 0x7f7f7f7f7f7f7f7fL;
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** No double is exactly a number with more significant digits than this. */
  private static final int MOST_DIGITS = 800;

  private Numbers() {}

  private static long[] powers(int base, int count) {
    long[] powers = new long[count];
    powers[0] = 1;
    for (int i = 1; i < count; i++) {
      powers[i] = powers[i - 1] * base;
    }
    return powers;
  }

  /** How many of a word's bytes, from the lowest on, are digits: 0 to 8. */
  static int leadingDigits(long word) {
    return Long.numberOfTrailingZeros(otherBytes(word)) >>> 3;
  }

  /** The high bits of a word's bytes that are no digits. */
  static long otherBytes(long word) {
    long values = word ^ ZEROS;
    return (((values & LOW_SEVEN_BITS) + 0x7676767676767676L) | values) & HIGH_BITS;
  }

  /**
   * The number that a word's first bytes spell.
   *
   * @param digits 1 to 8; all of them digits
   */
  static long parseDigits(long word, int digits) {
    // The digits move to the high bytes, and the low bytes become leading zeros.
    long values = (word ^ ZEROS) << ((Long.BYTES - digits) << 3);
    values = values * 10 + (values >>> 8);
    long low = (values & 0x000000ff000000ffL) * (100 + (1_000_000L << 32));
    long high = ((values >>> 16) & 0x000000ff000000ffL) * (1 + (10_000L << 32));
    return (low + high) >>> 32;
  }

  /**
   * The double nearest to {@code digits * 10^exponent} where that takes one exact operation.
   *
   * @return NaN where it does not
   */
  static double exactOperation(long digits, int exponent) {
    if (digits >>> 53 != 0 || exponent < -22 || exponent > 22) {
      return Double.NaN;
    }
    return exponent < 0 ? digits / EXACT_POWERS[-exponent] : digits * EXACT_POWERS[exponent];
  }

  /**
   * The float nearest to a well-formed number without an exponent where that takes one exact
   * operation.
   *
   * @param mostDigits how many digits it may have, at most 7
   * @return NaN where it does not
   */
  static float exactFloat(long address, long end, int mostDigits) {
    int digits = 0;
    int count = 0;
    int decimals = 0;
    int perDigit = 0;
    for (long at = address; at < end; at++) {
      byte b = RawMemory.getByte(at);
      if (b >= '0' && b <= '9') {
        digits = digits * 10 + (b - '0');
        decimals += perDigit;
        if (++count > mostDigits) {
          return Float.NaN;
        }
      } else if (b == '.') {
        perDigit = 1;
      } else if (b != '-') {
        return Float.NaN;
      }
    }
    float magnitude = digits / (float) EXACT_POWERS[decimals];
    return RawMemory.getByte(address) == '-' ? -magnitude : magnitude;
  }

  /** The text of a number, for the slow ways. */
  static String text(long address, long end) {
    byte[] bytes = new byte[Math.toIntExact(end - address)];
    RawMemory.copy(address, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * The double nearest to a well-formed number, if it holds the number and that can be told with
   * 128 bits.
   *
   * @return NaN when it does not, or cannot be told
   */
  static double nearestIfHeld(long address, long end) {
    long digits = 0;
    int count = 0;
    int exponent = 0;
    int perFraction = 0;
    for (long at = address; at < end; at++) {
      byte b = RawMemory.getByte(at);
      if (b >= '0' && b <= '9') {
        digits = digits * 10 + (b - '0');
        exponent -= perFraction;
        count += digits == 0 ? 0 : 1;
        if (count > 17) {
          return Double.NaN;
        }
      } else if (b == '.') {
        perFraction = 1;
      } else if (b != '-') {
        if (end - at > 6) {
          return Double.NaN;
        }
        exponent += Integer.parseInt(text(at + 1, end));
        break;
      }
    }
    double magnitude = nearest(digits, exponent);
    boolean held =
        digits == 0
            || (count <= 15 && magnitude >= Double.MIN_NORMAL && magnitude <= Double.MAX_VALUE)
            || isCertainlyHeld(magnitude, digits, exponent);
    if (!held) {
      return Double.NaN;
    }
    return RawMemory.getByte(address) == '-' ? -magnitude : magnitude;
  }

  /** The double nearest to {@code digits * 10^exponent}; digits are at most 17. */
  static double nearest(long digits, int exponent) {
    double exact = exactOperation(digits, exponent);
    return Double.isNaN(exact) ? DecimalToDouble.nearest(digits, exponent) : exact;
  }

  /**
   * Whether a double differs from {@code digits * 10^exponent} by less than half of the last digit,
   * and so gives the number again when it is rounded there. With the double as {@code m * 2^-n} and
   * {@code p = -exponent}, that compares {@code m * 5^p} with {@code digits * 2^(n-p)}.
   */
  private static boolean isCertainlyHeld(double value, long digits, int exponent) {
    if (exponent == 0 && digits >>> 53 == 0) {
      return true;
    }
    int scale = -exponent;
    int shift = 52 - Math.getExponent(value) - scale;
    if (scale < 0 || scale >= FIVES.length || shift < 1 || shift > 63) {
      return false;
    }
    long significand = (Double.doubleToRawLongBits(value) & 0x000fffffffffffffL) | (1L << 52);
    long power = FIVES[scale];
    long productLow = significand * power;
    long digitsLow = digits << shift;
    long low = productLow - digitsLow;
    long borrow = Long.compareUnsigned(productLow, digitsLow) < 0 ? 1 : 0;
    long high = Math.unsignedMultiplyHigh(significand, power) - (digits >>> (64 - shift)) - borrow;
    long half = 1L << (shift - 1);
    return (high == 0 && Long.compareUnsigned(low, half) < 0)
        || (high == -1 && low != 0 && Long.compareUnsigned(-low, half) < 0);
  }

  /** Whether the double nearest to a number of JSON holds it, see the class. */
  static boolean holds(double nearest, String text) {
    return holds(nearest, 17, text);
  }

  /**
   * Whether the double or float nearest to a number of JSON holds it.
   *
   * @param mostDigits how many digits tell doubles or floats apart
   */
  static boolean holds(double nearest, int mostDigits, String text) {
    if (Double.isInfinite(nearest)) {
      return false;
    }
    if (nearest == 0) {
      return isZero(text);
    }
    if (text.length() > MOST_DIGITS) {
      return false;
    }
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    BigDecimal exact = new BigDecimal(nearest);
    return exact.compareTo(number) == 0
        || (number.precision() <= mostDigits
            && exact
                    .round(new MathContext(number.precision(), RoundingMode.HALF_EVEN))
                    .compareTo(number)
                == 0);
  }

  /** The unsigned 64-bit integer that digits spell, or null where it has more bits. */
  static @Nullable Long parseUnsigned(long address, long end) {
    if (end - address > 20) {
      return null;
    }
    if (end - address == 20) {
      BigInteger value = new BigInteger(text(address, end));
      return value.bitLength() > 64 ? null : (Long) value.longValue();
    }
    long value = 0;
    for (long at = address; at < end; at++) {
      value = value * 10 + (RawMemory.getByte(at) - '0');
    }
    return value;
  }

  /** {@code 10^exponent}, for exponents from 0 to 18. */
  static long powerOfTen(int exponent) {
    return POWERS[exponent];
  }

  private static boolean isZero(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        return true;
      }
      if (c >= '1' && c <= '9') {
        return false;
      }
    }
    return true;
  }
}
