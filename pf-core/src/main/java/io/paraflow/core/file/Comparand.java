package io.paraflow.core.file;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.RowFilter.Condition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A condition's constant, read by the type of its column. Each kind compares a value as the
 * column's vector stores it with the constant: negative when the value is less, 0 when equal,
 * positive when greater.
 */
public sealed interface Comparand {
  /**
   * Columns stored as signed integers: integers up to 64 bits (unsigned ones up to 32), dates,
   * times, timestamps.
   *
   * @param floor the greatest storable integer that is not greater than the constant
   * @param exact whether the constant is that integer; otherwise it lies just above
   * @param below whether the constant is less than every storable integer
   */
  record OfLong(long floor, boolean exact, boolean below) implements Comparand {
    /** Compares a value. */
    public int compare(long value) {
      int order = below ? 1 : Long.compare(value, floor);
      return order == 0 && !exact ? -1 : order;
    }
  }

  /** Unsigned 64-bit integers, with the parts of {@link OfLong}. */
  record OfUnsignedLong(long floor, boolean exact, boolean below) implements Comparand {
    /** Compares a value, taken as unsigned. */
    public int compare(long value) {
      int order = below ? 1 : Long.compareUnsigned(value, floor);
      return order == 0 && !exact ? -1 : order;
    }
  }

  /** Floating-point numbers. Zeroes are equal; NaN equals itself and is greater than all others. */
  record OfDouble(double constant) implements Comparand {
    /** Compares a value. */
    public int compare(double value) {
      if (value < constant) {
        return -1;
      }
      if (value > constant) {
        return 1;
      }
      return value == constant ? 0 : Boolean.compare(Double.isNaN(value), Double.isNaN(constant));
    }
  }

  /** Decimals of any width. */
  record OfDecimal(BigDecimal constant) implements Comparand {
    /** Compares a value. */
    public int compare(BigDecimal value) {
      return value.compareTo(constant);
    }

    /** Compares a value given as unscaled integer and scale. */
    public int compare(BigInteger unscaled, int scale) {
      return compare(new BigDecimal(unscaled, scale));
    }
  }

  /** Text and binary, byte by byte, unsigned. */
  @SuppressWarnings("ArrayRecordComponent")
  record OfBytes(byte[] constant) implements Comparand {
    /** Compares a value. */
    public int compare(byte[] value) {
      return Arrays.compareUnsigned(value, constant);
    }
  }

  /** Booleans; false is less than true. */
  record OfBoolean(boolean constant) implements Comparand {
    /** Compares a value. */
    public int compare(boolean value) {
      return Boolean.compare(value, constant);
    }
  }

  /**
   * Reads a condition's constant by the type of its column. Text stands for itself; numbers are
   * decimal; dates and times are ISO-8601, zone-less ones meaning UTC in a column with a zone;
   * binary is {@code 0x} and hexadecimal digits, or text.
   *
   * @param file the column's file, for messages
   * @throws IngestException INVALID_FILTER when the constant does not fit the type, or the type
   *     cannot be compared
   */
  static Comparand parse(Condition condition, Field field, String file) {
    String literal = condition.literal();
    try {
      return switch (field.getType()) {
        case ArrowType.Int type when !type.getIsSigned() && type.getBitWidth() == 64 ->
            unsigned(number(literal));
        case ArrowType.Int _ -> integer(number(literal));
        case ArrowType.FloatingPoint type -> floating(literal, type.getPrecision());
        case ArrowType.Decimal _ -> new OfDecimal(number(literal));
        case ArrowType.Bool _ -> bool(literal);
        case ArrowType.Utf8 _, ArrowType.LargeUtf8 _ ->
            new OfBytes(literal.getBytes(StandardCharsets.UTF_8));
        case ArrowType.Binary _, ArrowType.LargeBinary _, ArrowType.FixedSizeBinary _ ->
            new OfBytes(binary(literal));
        case ArrowType.Date type ->
            new OfLong(
                LocalDate.parse(literal).toEpochDay()
                    * (type.getUnit() == DateUnit.DAY ? 1 : 86_400_000L),
                true,
                false);
        case ArrowType.Time type ->
            integer(inUnit(0, LocalTime.parse(literal).toNanoOfDay(), type.getUnit()));
        case ArrowType.Timestamp type ->
            integer(timestamp(literal, type.getUnit(), type.getTimezone() != null));
        default ->
            throw new IngestException(
                ErrorCode.INVALID_FILTER,
                "%s: filter \"%s\": column %s holds values of type %s, which cannot be compared"
                    .formatted(file, condition, condition.column(), field.getType()));
      };
    } catch (NumberFormatException | DateTimeException e) {
      throw new IngestException(
          ErrorCode.INVALID_FILTER,
          "%s: filter \"%s\": column %s compares with %s, but \"%s\" is none"
              .formatted(file, condition, condition.column(), form(field.getType()), literal),
          e);
    }
  }

  /** What a constant looks like. */
  private static String form(ArrowType type) {
    return switch (type) {
      case ArrowType.Int _ -> "an integer such as 42";
      case ArrowType.FloatingPoint _ -> "a number such as 1.5e3, Infinity or NaN";
      case ArrowType.Decimal _ -> "a number such as 12.50";
      case ArrowType.Bool _ -> "true or false";
      case ArrowType.Date _ -> "a date such as 2026-01-31";
      case ArrowType.Time _ -> "a time such as 13:45:00.5";
      case ArrowType.Timestamp timestamp when timestamp.getTimezone() == null ->
          "a time stamp without zone such as 2026-01-31T13:45:00";
      case ArrowType.Timestamp _ -> "a time stamp such as 2026-01-31T13:45:00Z";
      default -> "text, or 0x and pairs of hexadecimal digits";
    };
  }

  /** Refuses what would have more than 10,000 digits once it is written out: 1e2000000000. */
  private static BigDecimal number(String literal) {
    BigDecimal number = new BigDecimal(literal);
    if (Math.abs((long) number.scale()) > 10_000) {
      throw new NumberFormatException(literal);
    }
    return number;
  }

  private static Comparand integer(BigDecimal constant) {
    BigDecimal floor = constant.setScale(0, RoundingMode.FLOOR);
    if (floor.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return new OfLong(Long.MAX_VALUE, false, false);
    }
    if (floor.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) < 0) {
      return new OfLong(Long.MIN_VALUE, false, true);
    }
    return new OfLong(floor.longValue(), floor.compareTo(constant) == 0, false);
  }

  private static Comparand unsigned(BigDecimal constant) {
    BigInteger floor = constant.setScale(0, RoundingMode.FLOOR).toBigInteger();
    if (floor.signum() < 0) {
      return new OfUnsignedLong(0, false, true);
    }
    return floor.bitLength() > 64
        ? new OfUnsignedLong(-1, false, false)
        : new OfUnsignedLong(
            floor.longValue(), new BigDecimal(floor).compareTo(constant) == 0, false);
  }

  private static Comparand floating(String literal, FloatingPointPrecision precision) {
    return new OfDouble(
        switch (precision) {
          case HALF -> Float.float16ToFloat(Float.floatToFloat16(Float.parseFloat(literal)));
          case SINGLE -> Float.parseFloat(literal);
          case DOUBLE -> Double.parseDouble(literal);
        });
  }

  private static Comparand bool(String literal) {
    return switch (literal) {
      case "true" -> new OfBoolean(true);
      case "false" -> new OfBoolean(false);
      default -> throw new NumberFormatException(literal);
    };
  }

  private static byte[] binary(String literal) {
    if (!literal.startsWith("0x")) {
      return literal.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return HexFormat.of().parseHex(literal, 2, literal.length());
    } catch (IllegalArgumentException e) {
      throw (NumberFormatException) new NumberFormatException(literal).initCause(e);
    }
  }

  private static BigDecimal timestamp(String literal, TimeUnit unit, boolean zoned) {
    LocalDateTime time;
    if (literal.length() == 10) {
      time = LocalDate.parse(literal).atStartOfDay();
    } else {
      String iso = literal.replace(' ', 'T');
      var parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
      time =
          switch (parsed) {
            case OffsetDateTime offset when zoned ->
                offset.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            case LocalDateTime local -> local;
            default -> throw new DateTimeException("the column has no time zone");
          };
    }
    Instant instant = time.toInstant(ZoneOffset.UTC);
    return inUnit(instant.getEpochSecond(), instant.getNano(), unit);
  }

  private static BigDecimal inUnit(long seconds, long nanos, TimeUnit unit) {
    BigDecimal inNanos =
        BigDecimal.valueOf(seconds).scaleByPowerOfTen(9).add(BigDecimal.valueOf(nanos));
    return inNanos.scaleByPowerOfTen(
        switch (unit) {
          case SECOND -> -9;
          case MILLISECOND -> -6;
          case MICROSECOND -> -3;
          case NANOSECOND -> 0;
        });
  }
}
