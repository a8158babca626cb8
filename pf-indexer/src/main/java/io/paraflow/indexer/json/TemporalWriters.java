package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.indexer.json.ScalarWriters.Scalar;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Writers of dates, times, timestamps, durations and intervals, all as strings. */
final class TemporalWriters {
  private static final int MILLIS_PER_DAY = 86_400_000;

  private TemporalWriters() {}

  static ValueWriter date(ArrowType.Date type) {
    return switch (type.getUnit()) {
      case DAY -> new DateDay();
      case MILLISECOND -> new DateMilli();
    };
  }

  static ValueWriter time(ArrowType.Time type) {
    return new Time(type.getUnit(), type.getBitWidth());
  }

  static ValueWriter timestamp(ArrowType.Timestamp type) {
    return new Timestamp(type.getUnit(), type.getTimezone() != null);
  }

  static ValueWriter duration(ArrowType.Duration type) {
    return new Duration(type.getUnit());
  }

  static ValueWriter interval(ArrowType.Interval type) {
    return switch (type.getUnit()) {
      case YEAR_MONTH -> new IntervalYear();
      case DAY_TIME -> new IntervalDay();
      case MONTH_DAY_NANO -> new IntervalMonthDayNano();
    };
  }

  private static long writeQuote(long out) {
    RawMemory.putByte(out, (byte) '"');
    return out + 1;
  }

  /** Writes a signed number and the letter behind it. */
  private static long writePart(long value, char unit, long out) {
    out = Digits.writeSigned(value, out);
    RawMemory.putByte(out, (byte) unit);
    return out + 1;
  }

  /** Writes {@code "P}, which begins every duration. */
  private static long writePeriodStart(long out) {
    RawMemory.putShort(out, (short) ('"' | ('P' << 8)));
    return out + 2;
  }

  private static final class DateDay extends Scalar {
    @Override
    long write(int row, long out) {
      return writeQuote(IsoText.writeDate(RawMemory.getInt(data + 4L * row), writeQuote(out)));
    }
  }

  private static final class DateMilli extends Scalar {
    @Override
    long write(int row, long out) {
      long millis = RawMemory.getLong(data + 8L * row);
      long day = Math.floorDiv(millis, MILLIS_PER_DAY);
      out = IsoText.writeDate(day, writeQuote(out));
      long time = millis - day * MILLIS_PER_DAY;
      if (time != 0) {
        RawMemory.putByte(out++, (byte) 'T');
        out = IsoText.writeTime(time, 1_000, 3, out);
      }
      return writeQuote(out);
    }
  }

  private static final class Time extends Scalar {
    private final long unitsPerSecond;
    private final int decimals;
    private final boolean wide;

    Time(TimeUnit unit, int bits) {
      this.unitsPerSecond = IsoText.unitsPerSecond(unit);
      this.decimals = IsoText.decimals(unit);
      this.wide = bits == 64;
    }

    @Override
    long write(int row, long out) {
      long units = wide ? RawMemory.getLong(data + 8L * row) : RawMemory.getInt(data + 4L * row);
      out = writeQuote(out);
      if (units < 0) {
        RawMemory.putByte(out++, (byte) '-');
        // The one value without a counterpart loses its last unit.
        units = units == Long.MIN_VALUE ? Long.MAX_VALUE : -units;
      }
      return writeQuote(IsoText.writeTime(units, unitsPerSecond, decimals, out));
    }
  }

  private static final class Timestamp extends Scalar {
    private final long unitsPerSecond;
    private final int decimals;
    private final boolean zoned;

    Timestamp(TimeUnit unit, boolean zoned) {
      this.unitsPerSecond = IsoText.unitsPerSecond(unit);
      this.decimals = IsoText.decimals(unit);
      this.zoned = zoned;
    }

    @Override
    long write(int row, long out) {
      long units = RawMemory.getLong(data + 8L * row);
      long unitsPerDay = unitsPerSecond * IsoText.SECONDS_PER_DAY;
      long day = Math.floorDiv(units, unitsPerDay);
      out = IsoText.writeDate(day, writeQuote(out));
      RawMemory.putByte(out++, (byte) 'T');
      out = IsoText.writeTime(units - day * unitsPerDay, unitsPerSecond, decimals, out);
      if (zoned) {
        RawMemory.putByte(out++, (byte) 'Z');
      }
      return writeQuote(out);
    }
  }

  private static final class Duration extends Scalar {
    private final long unitsPerSecond;
    private final int decimals;

    Duration(TimeUnit unit) {
      this.unitsPerSecond = IsoText.unitsPerSecond(unit);
      this.decimals = IsoText.decimals(unit);
    }

    @Override
    long write(int row, long out) {
      long units = RawMemory.getLong(data + 8L * row);
      return writeQuote(
          IsoText.writeSeconds(units, unitsPerSecond, decimals, writePeriodStart(out)));
    }
  }

  private static final class IntervalYear extends Scalar {
    @Override
    long write(int row, long out) {
      return writeQuote(writePart(RawMemory.getInt(data + 4L * row), 'M', writePeriodStart(out)));
    }
  }

  private static final class IntervalDay extends Scalar {
    @Override
    long write(int row, long out) {
      long at = data + 8L * row;
      out = writePart(RawMemory.getInt(at), 'D', writePeriodStart(out));
      return writeQuote(IsoText.writeSeconds(RawMemory.getInt(at + 4), 1_000, 3, out));
    }
  }

  private static final class IntervalMonthDayNano extends Scalar {
    @Override
    long write(int row, long out) {
      long at = data + 16L * row;
      out = writePart(RawMemory.getInt(at), 'M', writePeriodStart(out));
      out = writePart(RawMemory.getInt(at + 4), 'D', out);
      return writeQuote(IsoText.writeSeconds(RawMemory.getLong(at + 8), 1_000_000_000, 9, out));
    }
  }
}
