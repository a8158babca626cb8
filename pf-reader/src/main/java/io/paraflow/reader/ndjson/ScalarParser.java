package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.vector.types.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Parses values of the kinds of one width that only a given schema or an option brings: integers of
 * fewer bits, floats, decimals, dates, times and timestamps.
 *
 * <p>Nothing is rounded or cut: a value that a column does not hold exactly does not fit it.
 */
final class ScalarParser {
  /** What {@link #parse} returns for a value that does not fit. */
  static final long UNFIT = 0;

  /** A float holds every number of so few digits. */
  private static final int DIGITS_HELD_BY_FLOATS = 6;

  private static final int MOST_FLOAT_DIGITS = 9;

  private final boolean roundNumbers;
  private final boolean epochNumbers;
  private final IsoTime time = new IsoTime();
  private final DecimalDigits decimal = new DecimalDigits();
  private long integer;

  /**
   * A parser.
   *
   * @param roundNumbers whether a float takes numbers that it does not hold
   * @param epochNumbers whether a timestamp takes integers, which count its unit from 1970
   */
  ScalarParser(boolean roundNumbers, boolean epochNumbers) {
    this.roundNumbers = roundNumbers;
    this.epochNumbers = epochNumbers;
  }

  /**
   * Parses a value into the next row of its column.
   *
   * @return the address after the value; UNFIT when the column does not hold it, and then nothing
   *     is written
   * @throws ParseFailure when the value is a number, and not well-formed
   */
  long parse(long address, Column column) {
    return switch (column.kind) {
      case SMALL_INT, SMALL_UINT -> smallInteger(address, column);
      case FLOAT -> floating(address, column);
      case DECIMAL -> decimal(address, column);
      case DATE -> date(address, column);
      case TIME -> time(address, column);
      case TIMESTAMP, LOCAL_TIMESTAMP -> timestamp(address, column);
      default -> throw new IllegalStateException(column.kind.name());
    };
  }

  private long smallInteger(long address, Column column) {
    long end = integer(address);
    int bits = column.type.bytes() * 8;
    long least = column.kind == Kind.SMALL_INT ? -1L << (bits - 1) : 0;
    long most = column.kind == Kind.SMALL_INT ? ~least : (1L << bits) - 1;
    if (end == UNFIT || integer < least || integer > most) {
      return UNFIT;
    }
    long target = column.valueAddress();
    switch (column.type.bytes()) {
      case Byte.BYTES -> RawMemory.putByte(target, (byte) integer);
      case Short.BYTES -> RawMemory.putShort(target, (short) integer);
      default -> RawMemory.putInt(target, (int) integer);
    }
    column.endValue();
    return end;
  }

  /** Reads an integer of 64 bits to {@link #integer}. */
  private long integer(long address) {
    if (!Syntax.isNumber(address)) {
      return UNFIT;
    }
    boolean negative = RawMemory.getByte(address) == '-';
    long start = negative ? address + 1 : address;
    long end = Syntax.number(address);
    if (end - start > 19 || !Syntax.isInteger(address, end)) {
      return UNFIT;
    }
    long value = 0;
    long at = start;
    while (at < end) {
      int digits = (int) Math.min(Long.BYTES, end - at);
      value = value * Numbers.powerOfTen(digits);
      value += Numbers.parseDigits(RawMemory.getLong(at), digits);
      at += digits;
    }
    integer = negative ? -value : value;
    return value >= 0 || (negative && value == Long.MIN_VALUE) ? end : UNFIT;
  }

  private long floating(long address, Column column) {
    if (!Syntax.isNumber(address)) {
      return UNFIT;
    }
    long end = Syntax.number(address);
    float nearest = Numbers.exactFloat(address, end, DIGITS_HELD_BY_FLOATS);
    if (Float.isNaN(nearest)) {
      String text = Numbers.text(address, end);
      nearest = Float.parseFloat(text);
      boolean held =
          roundNumbers
              ? !Float.isInfinite(nearest)
              : Numbers.holds(nearest, MOST_FLOAT_DIGITS, text);
      if (!held) {
        return UNFIT;
      }
    }
    RawMemory.putInt(column.valueAddress(), Float.floatToRawIntBits(nearest));
    column.endValue();
    return end;
  }

  private long decimal(long address, Column column) {
    if (!Syntax.isNumber(address)) {
      return UNFIT;
    }
    long end = Syntax.number(address);
    decimal.read(address, end);
    ColumnType type = column.type;
    if (!decimal.fits(type.precision(), type.scale())) {
      return UNFIT;
    }
    decimal.write(type.scale(), column.valueAddress(), type.bytes());
    column.endValue();
    return end;
  }

  private long date(long address, Column column) {
    long end = RawMemory.getByte(address) == '"' ? time.date(address + 1) : IsoTime.NONE;
    if (end == IsoTime.NONE || RawMemory.getByte(end) != '"') {
      return UNFIT;
    }
    if (column.type.bytes() == Long.BYTES) {
      RawMemory.putLong(column.valueAddress(), time.day * IsoTime.SECONDS_PER_DAY * 1000);
    } else if (time.day == (int) time.day) {
      RawMemory.putInt(column.valueAddress(), (int) time.day);
    } else {
      return UNFIT;
    }
    column.endValue();
    return end + 1;
  }

  private long time(long address, Column column) {
    long end = RawMemory.getByte(address) == '"' ? time.time(address + 1) : IsoTime.NONE;
    if (end == IsoTime.NONE || RawMemory.getByte(end) != '"') {
      return UNFIT;
    }
    int scale = column.type.scale();
    long nanosPerUnit = Numbers.powerOfTen(9 - scale);
    if (time.nano % nanosPerUnit != 0) {
      return UNFIT;
    }
    long value = time.second * Numbers.powerOfTen(scale) + time.nano / nanosPerUnit;
    if (column.type.bytes() == Integer.BYTES) {
      RawMemory.putInt(column.valueAddress(), (int) value);
    } else {
      RawMemory.putLong(column.valueAddress(), value);
    }
    column.endValue();
    return end + 1;
  }

  private long timestamp(long address, Column column) {
    boolean local = column.kind == Kind.LOCAL_TIMESTAMP;
    if (RawMemory.getByte(address) != '"') {
      long end = local || !epochNumbers ? UNFIT : integer(address);
      if (end != UNFIT) {
        column.writeLong(integer);
      }
      return end;
    }
    long end = time.dateTime(address + 1);
    if (end == IsoTime.NONE || RawMemory.getByte(end) != '"' || time.hasOffset == local) {
      return UNFIT;
    }
    if (!countUnits(column.type.scale())) {
      return UNFIT;
    }
    column.writeLong(integer);
    return end + 1;
  }

  /**
   * The timestamp that holds a string: of microseconds, or of nanoseconds if it is finer.
   *
   * @return TEXT when it is no date and time, or beyond the range
   */
  ColumnType timestampType(long address) {
    long end = time.dateTime(address + 1);
    if (end == IsoTime.NONE || RawMemory.getByte(end) != '"') {
      return ColumnType.TEXT;
    }
    @Nullable String zone = time.hasOffset ? "UTC" : null;
    return countUnits(6)
        ? ColumnType.timestamp(TimeUnit.MICROSECOND, zone)
        : countUnits(9) ? ColumnType.timestamp(TimeUnit.NANOSECOND, zone) : ColumnType.TEXT;
  }

  /** The type that holds a number, and what a column of a type of numbers has held. */
  ColumnType decimalType(ColumnType type, long address) {
    decimal.read(address, Syntax.number(address));
    return type.joinDecimal(decimal.wholeDigits(), decimal.decimals());
  }

  /**
   * Counts the units from 1970 to the date and time that was read last, to {@link #integer}.
   *
   * @param scale how many decimals of a second a unit is
   * @return false when it is finer than the unit, or beyond 64 bits
   */
  private boolean countUnits(int scale) {
    long nanosPerUnit = Numbers.powerOfTen(9 - scale);
    long unitsPerSecond = Numbers.powerOfTen(scale);
    long seconds = time.epochSecond();
    long fraction = time.nano / nanosPerUnit;
    if (fraction * nanosPerUnit != time.nano) {
      return false;
    }
    if (seconds < 0 && fraction > 0) {
      // So that the product does not overflow where the sum would not.
      seconds++;
      fraction -= unitsPerSecond;
    }
    long product = seconds * unitsPerSecond;
    long value = product + fraction;
    boolean overflows =
        Math.multiplyHigh(seconds, unitsPerSecond) != product >> 63
            || ((product ^ value) & (fraction ^ value)) < 0;
    integer = value;
    return !overflows;
  }
}
