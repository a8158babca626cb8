package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/**
 * Reads dates and times in the extended forms of ISO 8601, which include RFC 3339, from bytes. The
 * fields have what the last call read. What is read must end with a byte that is no part of it, and
 * 8 bytes behind that must be readable.
 */
final class IsoTime {
  /** What methods return when the bytes are not of their form. */
  static final long NONE = 0;

  static final int SECONDS_PER_DAY = 86_400;

  private static final long HIGH_BITS = 0x8080808080808080L;

  // The characters of a form, '0' for any digit; and what to add to the difference from them so
  // that bit 7 shows whether it is too large: more than 9 for a digit, more than 0 for others.
  private static final long DATE = 0x2d30302d30303030L;
  private static final long DATE_LIMITS = 0x7f76767f76767676L;
  private static final long TIME = 0x30303a30303a3030L;
  private static final long TIME_LIMITS = 0x76767f76767f7676L;
  private static final long MINUTES = 0xffffffffffL;

  private static final int MOST_YEAR_DIGITS = 11;
  private static final int MOST_DECIMALS = 9;

  // Days from 0000-03-01, where years are made to begin so that the leap day is their last.
  private static final int DAYS_TO_EPOCH = 719_468;

  /** Days since 1970-01-01 by the Gregorian calendar. */
  long day;

  /** Whole seconds since midnight. */
  int second;

  /** The fraction of the second. */
  int nano;

  /** Seconds by which the time is ahead of UTC, if {@link #hasOffset}. */
  int offset;

  /** Whether an offset from UTC followed the time. */
  boolean hasOffset;

  private long year;

  /** Seconds since 1970-01-01T00:00:00 of the day and the time, less the offset if there is one. */
  long epochSecond() {
    return day * SECONDS_PER_DAY + second - (hasOffset ? offset : 0);
  }

  /**
   * Reads {@code YYYY-MM-DD}; years of more digits, up to 11, and negative ones have a sign.
   *
   * @return the address after it, or NONE
   */
  long date(long address) {
    long word = RawMemory.getLong(address);
    long differences = word ^ DATE;
    if (isOther(differences, DATE_LIMITS)) {
      return signedDate(address);
    }
    long pairs = differences * 10 + (differences >>> 8);
    year = (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
    return dayOfMonth(address + 8, (int) (pairs >>> 40) & 0xff);
  }

  private long signedDate(long address) {
    byte sign = RawMemory.getByte(address);
    if (sign != '+' && sign != '-') {
      return NONE;
    }
    long at = address + 1;
    long digits = 0;
    for (byte b = RawMemory.getByte(at); b >= '0' && b <= '9'; b = RawMemory.getByte(at)) {
      if (at - address > MOST_YEAR_DIGITS) {
        return NONE;
      }
      digits = digits * 10 + (b - '0');
      at++;
    }
    long count = at - address - 1;
    boolean isYear = sign == '-' ? count >= 4 && digits > 0 : count > 4;
    int month = twoDigits(at + 1);
    if (!isYear || month < 0 || RawMemory.getByte(at) != '-' || RawMemory.getByte(at + 3) != '-') {
      return NONE;
    }
    year = sign == '-' ? -digits : digits;
    return dayOfMonth(at + 4, month);
  }

  private long dayOfMonth(long address, int month) {
    int dayOfMonth = twoDigits(address);
    if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysOf(month)) {
      return NONE;
    }
    long marchYear = month <= 2 ? year - 1 : year;
    int marchMonth = month <= 2 ? month + 9 : month - 3;
    day =
        365 * marchYear
            + Math.floorDiv(marchYear, 4)
            - Math.floorDiv(marchYear, 100)
            + Math.floorDiv(marchYear, 400)
            + (153 * marchMonth + 2) / 5
            + dayOfMonth
            - 1
            - DAYS_TO_EPOCH;
    return address + 2;
  }

  private int daysOf(int month) {
    if (month != 2) {
      return 30 + ((month + (month >>> 3)) & 1);
    }
    boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    return leap ? 29 : 28;
  }

  /**
   * Reads {@code HH:MM} or {@code HH:MM:SS}, with a fraction of up to 9 digits behind a point or a
   * comma.
   *
   * @return the address after it, or NONE
   */
  long time(long address) {
    long differences = RawMemory.getLong(address) ^ TIME;
    boolean seconds = !isOther(differences, TIME_LIMITS);
    if (!seconds) {
      differences &= MINUTES;
      if (isOther(differences, TIME_LIMITS) || RawMemory.getByte(address + 5) == ':') {
        return NONE;
      }
    }
    long pairs = differences * 10 + (differences >>> 8);
    int hour = (int) pairs & 0xff;
    int minute = (int) (pairs >>> 24) & 0xff;
    int secondOfMinute = (int) (pairs >>> 48) & 0xff;
    if (hour > 23 || minute > 59 || secondOfMinute > 59) {
      return NONE;
    }
    second = hour * 3600 + minute * 60 + secondOfMinute;
    nano = 0;
    return seconds ? fraction(address + 8) : address + 5;
  }

  private long fraction(long address) {
    byte point = RawMemory.getByte(address);
    if (point != '.' && point != ',') {
      return address;
    }
    long word = RawMemory.getLong(address + 1);
    int digits = Numbers.leadingDigits(word);
    if (digits == 0) {
      return NONE;
    }
    long value = Numbers.parseDigits(word, digits);
    byte next = RawMemory.getByte(address + 1 + digits);
    if (next >= '0' && next <= '9') {
      value = value * 10 + (next - '0');
      digits++;
    }
    nano = (int) (value * Numbers.powerOfTen(MOST_DECIMALS - digits));
    return address + 1 + digits;
  }

  /**
   * Reads a date and a time with a T or a space between, and an offset where one follows: {@code
   * Z}, {@code +HH:MM}, {@code +HHMM} or {@code +HH}.
   *
   * @return the address after it, or NONE
   */
  long dateTime(long address) {
    long at = date(address);
    if (at == NONE) {
      return NONE;
    }
    byte separator = RawMemory.getByte(at);
    if (separator != 'T' && separator != 't' && separator != ' ') {
      return NONE;
    }
    at = time(at + 1);
    return at == NONE ? NONE : offset(at);
  }

  private long offset(long address) {
    byte sign = RawMemory.getByte(address);
    boolean utc = sign == 'Z' || sign == 'z';
    hasOffset = utc || sign == '+' || sign == '-';
    offset = 0;
    if (utc || !hasOffset) {
      return utc ? address + 1 : address;
    }
    int hours = twoDigits(address + 1);
    long at = address + 3;
    boolean colon = hours >= 0 && RawMemory.getByte(at) == ':';
    int minutes = hours < 0 ? -1 : twoDigits(colon ? at + 1 : at);
    if (hours < 0 || hours > 23 || minutes > 59 || (colon && minutes < 0)) {
      return NONE;
    }
    int seconds = hours * 3600 + Math.max(0, minutes) * 60;
    offset = sign == '-' ? -seconds : seconds;
    return minutes < 0 ? at : colon ? at + 3 : at + 2;
  }

  /** The number that two digits spell, or -1. */
  private static int twoDigits(long address) {
    int tens = RawMemory.getByte(address) - '0';
    int ones = RawMemory.getByte(address + 1) - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  private static boolean isOther(long differences, long limits) {
    return ((((differences & ~HIGH_BITS) + limits) | differences) & HIGH_BITS) != 0;
  }
}
