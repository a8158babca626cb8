package io.paraflow.indexer.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.*;
import org.apache.arrow.vector.complex.*;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON parser should find for a value, from Arrow's accessors and the JDK's own conversions:
 * BigDecimal, Boolean, String, List, Map or null.
 */
final class ExpectedValues {
  /** A number that is written as null, and not left out. */
  record NotANumber() {}

  private final boolean omitNulls;

  ExpectedValues(boolean omitNulls) {
    this.omitNulls = omitNulls;
  }

  Map<String, @Nullable Object> row(VectorSchemaRoot root, int row) {
    return members(root.getFieldVectors(), row);
  }

  private Map<String, @Nullable Object> members(List<FieldVector> vectors, int row) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (FieldVector vector : vectors) {
      put(members, vector.getName(), value(vector, row));
    }
    return members;
  }

  private void put(Map<String, @Nullable Object> members, String name, @Nullable Object value) {
    if (value != null || !omitNulls) {
      members.put(name, value);
    }
  }

  @Nullable Object value(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector) {
      case BitVector bits -> bits.get(row) == 1;
      case UInt1Vector ints -> BigDecimal.valueOf(ints.get(row) & 0xFF);
      case UInt2Vector ints -> BigDecimal.valueOf(ints.get(row));
      case UInt4Vector ints -> BigDecimal.valueOf(ints.getValueAsLong(row));
      case UInt8Vector ints -> new BigDecimal(new BigInteger(Long.toUnsignedString(ints.get(row))));
      case BaseIntVector ints -> BigDecimal.valueOf(ints.getValueAsLong(row));
      case Float2Vector floats -> number(floats.getValueAsFloat(row));
      case Float4Vector floats -> number(floats.get(row));
      case Float8Vector floats -> number(floats.get(row));
      case DecimalVector decimals -> decimals.getObjectNotNull(row);
      case Decimal256Vector decimals -> decimals.getObjectNotNull(row);
      case DateDayVector dates -> LocalDate.ofEpochDay(dates.get(row)).toString();
      case DateMilliVector dates -> date(dates.get(row));
      case TimeSecVector times -> time(times.get(row), TimeUnit.SECOND);
      case TimeMilliVector times -> time(times.get(row), TimeUnit.MILLISECOND);
      case TimeMicroVector times -> time(times.get(row), TimeUnit.MICROSECOND);
      case TimeNanoVector times -> time(times.get(row), TimeUnit.NANOSECOND);
      case TimeStampVector times -> timestamp(times, row);
      case DurationVector durations ->
          duration(
              "",
              durations.getObjectNotNull(row),
              decimals(((ArrowType.Duration) durations.getField().getType()).getUnit()));
      case IntervalYearVector intervals -> "P" + intervals.get(row) + "M";
      case IntervalDayVector intervals -> {
        var holder = new org.apache.arrow.vector.holders.NullableIntervalDayHolder();
        intervals.get(row, holder);
        yield duration(holder.days + "D", Duration.ofMillis(holder.milliseconds), 3);
      }
      case IntervalMonthDayNanoVector intervals -> {
        var holder = new org.apache.arrow.vector.holders.NullableIntervalMonthDayNanoHolder();
        intervals.get(row, holder);
        yield duration(
            holder.months + "M" + holder.days + "D", Duration.ofNanos(holder.nanoseconds), 9);
      }
      case VarCharVector texts -> new String(texts.get(row), StandardCharsets.UTF_8);
      case LargeVarCharVector texts -> new String(texts.get(row), StandardCharsets.UTF_8);
      case ViewVarCharVector texts -> new String(texts.get(row), StandardCharsets.UTF_8);
      case VarBinaryVector bytes -> base64(bytes.get(row));
      case LargeVarBinaryVector bytes -> base64(bytes.get(row));
      case ViewVarBinaryVector bytes -> base64(bytes.get(row));
      case FixedSizeBinaryVector bytes -> base64(bytes.get(row));
      case UuidVector uuids -> String.valueOf(uuids.getObject(row));
      case StructVector struct -> members(struct.getChildrenFromFields(), row);
      case MapVector map -> map(map, row);
      case ListVector list ->
          elements(
              list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
      case LargeListVector list ->
          elements(
              list.getDataVector(),
              (int) list.getElementStartIndex(row),
              (int) list.getElementEndIndex(row));
      case ListViewVector list ->
          elements(
              list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
      case FixedSizeListVector list ->
          elements(list.getDataVector(), row * list.getListSize(), (row + 1) * list.getListSize());
      default -> throw new AssertionError("nothing expected of " + vector.getField());
    };
  }

  private List<@Nullable Object> elements(FieldVector elements, int start, int end) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = start; i < end; i++) {
      values.add(value(elements, i));
    }
    return values;
  }

  private Object map(MapVector map, int row) {
    StructVector entries = (StructVector) map.getDataVector();
    FieldVector keys = entries.getChildrenFromFields().getFirst();
    FieldVector values = entries.getChildrenFromFields().getLast();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    List<Object> array = new ArrayList<>();
    for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      put(entry, "key", value(keys, i));
      put(entry, "value", value(values, i));
      array.add(entry);
      put(object, String.valueOf(value(keys, i)), value(values, i));
    }
    return keys instanceof VarCharVector ? object : array;
  }

  private static Object number(double value) {
    return Double.isFinite(value) ? new BigDecimal(Double.toString(value)) : new NotANumber();
  }

  private static Object number(float value) {
    return Float.isFinite(value) ? new BigDecimal(Float.toString(value)) : new NotANumber();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String date(long millis) {
    LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    return time.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? time.toLocalDate().toString()
        : time.toLocalDate() + "T" + formatter(3).format(time.toLocalTime());
  }

  private static String time(long value, TimeUnit unit) {
    return formatter(decimals(unit)).format(LocalTime.ofNanoOfDay(value * nanos(unit)));
  }

  private static String timestamp(TimeStampVector vector, int row) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    long perSecond = 1_000_000_000L / nanos(type.getUnit());
    long value = vector.get(row);
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(value, perSecond),
            (int) (Math.floorMod(value, perSecond) * nanos(type.getUnit())),
            ZoneOffset.UTC);
    return time.toLocalDate()
        + "T"
        + formatter(decimals(type.getUnit())).format(time.toLocalTime())
        + (type.getTimezone() == null ? "" : "Z");
  }

  private static String duration(String before, Duration duration, int decimals) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds())
            .add(BigDecimal.valueOf(duration.getNano(), 9))
            .setScale(decimals);
    return "P" + before + "T" + seconds.toPlainString() + "S";
  }

  private static DateTimeFormatter formatter(int decimals) {
    DateTimeFormatterBuilder builder =
        new DateTimeFormatterBuilder()
            .appendValue(ChronoField.HOUR_OF_DAY, 2, 2, SignStyle.NOT_NEGATIVE)
            .appendPattern(":mm:ss");
    if (decimals > 0) {
      builder.appendFraction(ChronoField.NANO_OF_SECOND, decimals, decimals, true);
    }
    return builder.toFormatter();
  }

  private static int decimals(TimeUnit unit) {
    return String.valueOf(1_000_000_000 / nanos(unit)).length() - 1;
  }

  private static long nanos(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 1_000_000_000;
      case MILLISECOND -> 1_000_000;
      case MICROSECOND -> 1_000;
      case NANOSECOND -> 1;
    };
  }
}
