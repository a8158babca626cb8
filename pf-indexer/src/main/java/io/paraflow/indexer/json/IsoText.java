package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.vector.types.TimeUnit;

/** Dates and times in the forms of ISO 8601. */
final class IsoText {
  static final int SECONDS_PER_DAY = 86_400;

  // Days from 0000-03-01, where years are made to begin so that the leap day is their last.
  private static final int DAYS_TO_EPOCH = 719_468;
  private static final int DAYS_PER_400_YEARS = 146_097;

  private IsoText() {}

  static long unitsPerSecond(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 1;
      case MILLISECOND -> 1_000;
      case MICROSECOND -> 1_000_000;
      case NANOSECOND -> 1_000_000_000;
    };
  }

  static int decimals(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 0;
      case MILLISECOND -> 3;
      case MICROSECOND -> 6;
      case NANOSECOND -> 9;
    };
  }

  /** Writes the date of a day since 1970-01-01, by the Gregorian calendar without limits. */
  static long writeDate(long epochDay, long out) {
    long day = epochDay + DAYS_TO_EPOCH;
    long cycle = Math.floorDiv(day, DAYS_PER_400_YEARS);
    int dayOfCycle = (int) (day - cycle * DAYS_PER_400_YEARS);
    int yearOfCycle =
        (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365;
    int dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0);
    out = writeYear(year, out);
    long text = Digits.eight(month * 100 + dayOfMonth);
    RawMemory.putByte(out, (byte) '-');
    RawMemory.putShort(out + 1, (short) (text >>> 32));
    RawMemory.putByte(out + 3, (byte) '-');
    RawMemory.putShort(out + 4, (short) (text >>> 48));
    return out + 6;
  }

  private static long writeYear(long year, long out) {
    if (year >= 0 && year <= 9_999) {
      return Digits.writePadded(year, 4, out);
    }
    RawMemory.putByte(out++, (byte) (year < 0 ? '-' : '+'));
    long magnitude = Math.abs(year);
    return magnitude < 10_000
        ? Digits.writePadded(magnitude, 4, out)
        : Digits.writeUnsigned(magnitude, out);
  }

  /**
   * Writes hours, minutes, seconds and a fraction.
   *
   * @param units since midnight, not negative; may be more than a day
   */
  static long writeTime(long units, long unitsPerSecond, int decimals, long out) {
    long seconds = units / unitsPerSecond;
    long hours = seconds / 3_600;
    int rest = (int) (seconds - hours * 3_600);
    int minutes = rest / 60;
    if (hours > 99) {
      out = Digits.writeUnsigned(hours, out);
    } else {
      out = Digits.writePadded(hours, 2, out);
    }
    long text = Digits.eight(minutes * 100 + rest - minutes * 60);
    RawMemory.putByte(out, (byte) ':');
    RawMemory.putShort(out + 1, (short) (text >>> 32));
    RawMemory.putByte(out + 3, (byte) ':');
    RawMemory.putShort(out + 4, (short) (text >>> 48));
    return writeFraction(units - seconds * unitsPerSecond, decimals, out + 6);
  }

  /** Writes {@code T1.500S}, the time part of a duration; negative ones with a sign. */
  static long writeSeconds(long units, long unitsPerSecond, int decimals, long out) {
    RawMemory.putByte(out++, (byte) 'T');
    if (units < 0) {
      RawMemory.putByte(out++, (byte) '-');
      units = -units;
    }
    long seconds = Long.divideUnsigned(units, unitsPerSecond);
    out = Digits.writeUnsigned(seconds, out);
    out = writeFraction(units - seconds * unitsPerSecond, decimals, out);
    RawMemory.putByte(out, (byte) 'S');
    return out + 1;
  }

  private static long writeFraction(long fraction, int decimals, long out) {
    if (decimals == 0) {
      return out;
    }
    RawMemory.putByte(out, (byte) '.');
    return Digits.writePadded(fraction, decimals, out + 1);
  }
}
