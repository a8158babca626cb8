package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;

/**
 * The significant digits of a number, and where its decimal point is: the number is {@code digits *
 * 10^exponent}, where digits neither begin nor end with zeros. The fields have what {@link #read}
 * read last.
 */
final class DecimalDigits {
  /** No exponent of a number that fits anything is as large. */
  private static final int MOST_EXPONENT = 1 << 30;

  private static final int DIGITS_PER_LONG = 18;

  private long first;
  private boolean negative;

  /** How many significant digits there are; 0 for zero. */
  private int count;

  private int exponent;

  /** What {@link #write} works with, the lowest bits first. */
  private final long[] words = new long[4];

  /** Reads a number that is well-formed. */
  void read(long address, long end) {
    negative = RawMemory.getByte(address) == '-';
    count = 0;
    exponent = 0;
    int zeros = 0;
    int perDigit = 0;
    for (long at = negative ? address + 1 : address; at < end; at++) {
      byte b = RawMemory.getByte(at);
      if (b == '.') {
        perDigit = 1;
      } else if ((b | 0x20) == 'e') {
        addExponent(at + 1, end);
        break;
      } else {
        exponent -= perDigit;
        if (b != '0') {
          first = count == 0 ? at : first;
          count += count == 0 ? 1 : zeros + 1;
          zeros = 0;
        } else {
          zeros++;
        }
      }
    }
    exponent = count == 0 ? 0 : Math.min(exponent + zeros, MOST_EXPONENT);
  }

  private void addExponent(long address, long end) {
    boolean minus = RawMemory.getByte(address) == '-';
    long value = 0;
    for (long at = address; at < end; at++) {
      byte b = RawMemory.getByte(at);
      if (b >= '0' && b <= '9') {
        value = Math.min(value * 10 + (b - '0'), MOST_EXPONENT);
      }
    }
    exponent += (int) (minus ? -value : value);
  }

  /** How many digits stand before the decimal point. */
  int wholeDigits() {
    return count == 0 ? 0 : Math.max(0, count + exponent);
  }

  /** How many digits stand behind the decimal point. */
  int decimals() {
    return Math.max(0, -exponent);
  }

  /** Whether a decimal of so many digits, of which so many are decimals, is the number exactly. */
  boolean fits(int precision, int scale) {
    return count == 0 || (exponent + scale >= 0 && count + exponent + scale <= precision);
  }

  /**
   * Stores the number as a decimal that it {@link #fits}: a two's complement integer.
   *
   * @param bytes 16 or 32
   */
  void write(int scale, long target, int bytes) {
    int zeros = count == 0 ? 0 : exponent + scale;
    Arrays.fill(words, 0);
    long chunk = 0;
    int size = 0;
    int left = count;
    for (long at = first; left > 0; at++) {
      byte b = RawMemory.getByte(at);
      if (b != '.') {
        chunk = chunk * 10 + (b - '0');
        left--;
        size++;
        if (size == DIGITS_PER_LONG) {
          multiplyAndAdd(Numbers.powerOfTen(size), chunk);
          chunk = 0;
          size = 0;
        }
      }
    }
    multiplyAndAdd(Numbers.powerOfTen(size), chunk);
    for (; zeros > 0; zeros -= DIGITS_PER_LONG) {
      multiplyAndAdd(Numbers.powerOfTen(Math.min(zeros, DIGITS_PER_LONG)), 0);
    }
    boolean carry = negative;
    for (int i = 0; i < bytes / Long.BYTES; i++) {
      long word = negative ? ~words[i] + (carry ? 1 : 0) : words[i];
      carry = carry && word == 0;
      RawMemory.putLong(target + (long) i * Long.BYTES, word);
    }
  }

  private void multiplyAndAdd(long factor, long addend) {
    long carry = addend;
    for (int i = 0; i < words.length; i++) {
      long low = words[i] * factor;
      long sum = low + carry;
      carry =
          Math.unsignedMultiplyHigh(words[i], factor)
              + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
      words[i] = sum;
    }
  }
}
