package io.paraflow.testing.parquet;

import io.paraflow.testing.fixtures.ArrowValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A value, in the forms that it has for those who write, read and filter it.
 *
 * @param text what {@link ArrowValues} makes of it
 * @param key what orders it among those of its type: a number or a text; null for a null, list or
 *     struct
 * @param literal the constant in a filter that is equal to it
 * @param adder gives it to a group, as the field of a name
 */
record RandomValue(
    String text, @Nullable Object key, String literal, BiConsumer<Group, String> adder) {
  private static final int EPOCH_JULIAN_DAY = 2_440_588;
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final String[] LETTERS = {"a", "b", "z", "\u00e4", "\u20ac", "\ud83d\ude00", "0"};

  /** What cannot be compared, and was added already. */
  static RandomValue ofText(String text) {
    return new RandomValue(text, null, "", (_, _) -> {});
  }

  /** No value. */
  static RandomValue ofNull() {
    return ofText("null");
  }

  /** What this is in a list or struct. */
  String textWithin() {
    return text.isEmpty() ? ArrowValues.EMPTY : text;
  }

  /** Any value of a type; those are more frequent that are a reader's borders. */
  static RandomValue of(PrimitiveType type, Random random) {
    return switch (type.getLogicalTypeAnnotation()) {
      case null -> plain(type, random);
      case IntLogicalTypeAnnotation integer ->
          integer(type, integer.getBitWidth(), integer.isSigned(), random);
      case DecimalLogicalTypeAnnotation decimal -> decimal(type, decimal, random);
      case DateLogicalTypeAnnotation _ -> {
        int day = random.nextInt(9) == 0 ? random.nextInt() : 18_000 + random.nextInt(1000);
        String literal = LocalDate.ofEpochDay(day).toString();
        yield number(type, day, "day " + day, BigDecimal.valueOf(day), literal);
      }
      case TimeLogicalTypeAnnotation time -> time(type, nanos(time.getUnit()), random);
      case TimestampLogicalTypeAnnotation instant -> instant(type, instant, random);
      case UUIDLogicalTypeAnnotation _ -> uuid(bytes(16, random));
      case Float16LogicalTypeAnnotation _ -> half((short) random.nextInt());
      default -> text(random);
    };
  }

  private static RandomValue plain(PrimitiveType type, Random random) {
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> {
        boolean bit = random.nextInt(3) == 0;
        String text = bit ? "1" : "0";
        yield new RandomValue(
            text, new BigDecimal(text), "" + bit, (group, name) -> group.add(name, bit));
      }
      case INT32 -> integer(type, 32, true, random);
      case INT64 -> integer(type, 64, true, random);
      case INT96 -> int96(random);
      case FLOAT -> {
        float value =
            random.nextInt(8) == 0
                ? Float.intBitsToFloat(random.nextInt())
                : (float) floating(random);
        yield floating(value, "" + value, (group, name) -> group.add(name, value));
      }
      case DOUBLE -> {
        double value =
            random.nextInt(8) == 0 ? Double.longBitsToDouble(random.nextLong()) : floating(random);
        yield floating(value, "" + value, (group, name) -> group.add(name, value));
      }
      case BINARY -> binary(bytes(length(random), random));
      case FIXED_LEN_BYTE_ARRAY -> binary(bytes(type.getTypeLength(), random));
    };
  }

  /** Whether a condition can hold for it. */
  boolean isComparable() {
    return key != null;
  }

  /** Less than 0, 0, more than 0: before, equal to, after another value with a key. */
  int compare(RandomValue other) {
    return switch (key) {
      case BigDecimal number when other.key instanceof BigDecimal another ->
          number.compareTo(another);
      case Double number when other.key instanceof Double another -> number.compareTo(another);
      case String text when other.key instanceof String another -> text.compareTo(another);
      case null, default -> throw new IllegalStateException(this + " to " + other);
    };
  }

  @Override
  public String toString() {
    return text;
  }

  private static RandomValue number(
      PrimitiveType type, long value, String text, BigDecimal key, String literal) {
    return new RandomValue(
        text,
        key,
        literal,
        type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
            ? (group, name) -> group.add(name, (int) value)
            : (group, name) -> group.add(name, value));
  }

  private static RandomValue integer(PrimitiveType type, int bits, boolean signed, Random random) {
    long any =
        switch (random.nextInt(8)) {
          case 0 -> random.nextLong();
          case 1 -> Long.MAX_VALUE;
          case 2 -> Long.MIN_VALUE;
          default -> random.nextLong(-50, 1000) << (64 - bits);
        };
    long value = signed ? any >> (64 - bits) : any >>> (64 - bits);
    String text = signed ? Long.toString(value) : Long.toUnsignedString(value);
    return number(type, value, text, new BigDecimal(text), text);
  }

  private static RandomValue decimal(
      PrimitiveType type, DecimalLogicalTypeAnnotation decimal, Random random) {
    BigInteger most = BigInteger.TEN.pow(decimal.getPrecision()).subtract(BigInteger.ONE);
    BigInteger positive =
        switch (random.nextInt(6)) {
          case 0 -> most;
          case 1 -> BigInteger.ZERO;
          default -> new BigInteger(random.nextInt(most.bitLength()), random);
        };
    BigInteger unscaled = random.nextInt(3) == 0 ? positive.negate() : positive;
    BigDecimal value = new BigDecimal(unscaled, decimal.getScale());
    String text = value.toPlainString();
    byte[] least = unscaled.toByteArray();
    int length =
        switch (type.getPrimitiveTypeName()) {
          case BINARY -> least.length + Math.max(0, random.nextInt(12) - 8);
          case FIXED_LEN_BYTE_ARRAY -> type.getTypeLength();
          default -> 0;
        };
    if (length == 0) {
      return number(type, unscaled.longValueExact(), text, value, text);
    }
    byte[] stored = new byte[length];
    Arrays.fill(stored, (byte) unscaled.shiftRight(unscaled.bitLength()).intValue());
    System.arraycopy(least, 0, stored, length - least.length, least.length);
    return new RandomValue(text, value, text, adder(stored));
  }

  private static RandomValue time(PrimitiveType type, long unitNanos, Random random) {
    long nanos = random.nextLong(DAY_NANOS / unitNanos) * unitNanos;
    String literal = LocalTime.ofNanoOfDay(nanos).toString();
    return number(type, nanos / unitNanos, "time " + nanos, BigDecimal.valueOf(nanos), literal);
  }

  private static RandomValue instant(
      PrimitiveType type, TimestampLogicalTypeAnnotation instant, Random random) {
    long unitNanos = nanos(instant.getUnit());
    long value =
        switch (random.nextInt(9)) {
          case 0 -> Long.MAX_VALUE;
          case 1 -> Long.MIN_VALUE;
          case 2 -> random.nextLong();
          default -> random.nextLong(-DAY_NANOS, 1000 * DAY_NANOS) / unitNanos;
        };
    BigInteger nanos = BigInteger.valueOf(value).multiply(BigInteger.valueOf(unitNanos));
    long units = 1_000_000_000 / unitNanos;
    String literal = literal(Math.floorDiv(value, units), Math.floorMod(value, units) * unitNanos);
    return number(
        type,
        value,
        "instant " + nanos,
        new BigDecimal(nanos),
        instant.isAdjustedToUTC() ? literal + "Z" : literal);
  }

  private static RandomValue int96(Random random) {
    int day = random.nextInt(-100, 20_000);
    long nanos = random.nextLong(DAY_NANOS);
    long micros = day * (DAY_NANOS / 1000) + nanos / 1000;
    NanoTime stored = new NanoTime(EPOCH_JULIAN_DAY + day, nanos);
    return new RandomValue(
        "instant " + micros * 1000,
        BigDecimal.valueOf(micros),
        literal(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000),
        (group, name) -> group.add(name, stored));
  }

  private static String literal(long seconds, long nanos) {
    return LocalDateTime.ofEpochSecond(seconds, Math.toIntExact(nanos), ZoneOffset.UTC).toString();
  }

  private static long nanos(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000_000;
      case MICROS -> 1000;
      case NANOS -> 1;
    };
  }

  private static RandomValue half(short bits) {
    float value = Float.float16ToFloat(bits);
    return floating(value, "" + value, adder(new byte[] {(byte) bits, (byte) (bits >> 8)}));
  }

  /** Zeros are equal for a filter, so are all that are no number, which come last. */
  private static RandomValue floating(
      double value, String literal, BiConsumer<Group, String> adder) {
    return new RandomValue(Double.toString(value), value + 0.0, literal, adder);
  }

  private static double floating(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> Double.NaN;
      case 1 -> -0.0;
      case 2 -> 0.0;
      case 3 -> Double.NEGATIVE_INFINITY;
      default -> random.nextInt(2000) / 8.0 - 100;
    };
  }

  private static RandomValue uuid(byte[] bytes) {
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    String text = new UUID(halves.getLong(), halves.getLong()).toString();
    String key = HexFormat.of().formatHex(bytes);
    return new RandomValue(
        HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)),
        key,
        "0x" + key,
        adder(bytes));
  }

  private static RandomValue binary(byte[] bytes) {
    String text = HexFormat.of().formatHex(bytes);
    return new RandomValue(text, text, "0x" + text, adder(bytes));
  }

  private static RandomValue text(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "the same start of many " : "");
    for (int i = length(random); i > 0; i--) {
      text.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(bytes);
    return new RandomValue(hex, hex, text.toString(), adder(bytes));
  }

  private static int length(Random random) {
    return random.nextInt(random.nextInt(20) == 0 ? 300 : 10);
  }

  /** Bytes of which many are the same, and the greatest. */
  private static byte[] bytes(int length, Random random) {
    byte[] bytes = new byte[length];
    if (random.nextBoolean()) {
      random.nextBytes(bytes);
    } else if (length > 0) {
      Arrays.fill(bytes, (byte) -1);
      bytes[random.nextInt(length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static BiConsumer<Group, String> adder(byte[] bytes) {
    Binary stored = Binary.fromConstantByteArray(bytes);
    return (group, name) -> group.add(name, stored);
  }
}
