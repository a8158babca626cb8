package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paraflow.indexer.json.JsonWriter;
import io.paraflow.indexer.json.OutputBuffer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampSecTZVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.Decimal;
import org.apache.arrow.vector.types.pojo.ArrowType.Int;
import org.apache.arrow.vector.types.pojo.ArrowType.Time;
import org.apache.arrow.vector.types.pojo.ArrowType.Timestamp;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Vectors of random schemas with random values of every type that JSON can hold, and their lines.
 */
final class RandomVectors {
  /** Every type without children. */
  private static final List<ArrowType> VALUES =
      Stream.of(
              Stream.of(8, 16, 32, 64)
                  .flatMap(bits -> Stream.of(new Int(bits, true), new Int(bits, false))),
              Stream.of(ArrowType.Bool.INSTANCE, ArrowType.LargeUtf8.INSTANCE),
              Stream.of(FloatingPointPrecision.SINGLE, FloatingPointPrecision.DOUBLE)
                  .map(ArrowType.FloatingPoint::new),
              Stream.of(new Decimal(38, 5, 128), new Decimal(9, 0, 128), new Decimal(76, 40, 256)),
              Stream.of(DateUnit.values()).map(ArrowType.Date::new),
              Stream.of(
                  new Time(TimeUnit.SECOND, 32),
                  new Time(TimeUnit.MILLISECOND, 32),
                  new Time(TimeUnit.MICROSECOND, 64),
                  new Time(TimeUnit.NANOSECOND, 64)),
              Stream.of(TimeUnit.values())
                  .flatMap(
                      unit ->
                          Stream.of(new Timestamp(unit, null), new Timestamp(unit, "Asia/Tokyo"))))
          .flatMap(types -> types)
          .map(ArrowType.class::cast)
          .toList();

  private static final List<String> TEXTS =
      List.of("", "a", "\"\\\n\u0000", "é→日本😀", "x".repeat(31), "y".repeat(64), "\u2028/", " ");

  private RandomVectors() {}

  /** Fields named c0, c1 and so on. */
  static List<Field> fields(Random random, int count, int depth) {
    return IntStream.range(0, count).mapToObj(i -> field("c" + i, random, depth)).toList();
  }

  private static Field field(String name, Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 12)) {
      case 0, 1, 2 ->
          new Field(name, type(VALUES.get(random.nextInt(VALUES.size())), random), null);
      case 3 -> new Field(name, type(new ArrowType.Int(64, true), random), null);
      case 4, 5 -> new Field(name, type(ArrowType.Utf8.INSTANCE, random), null);
      case 6, 7 ->
          new Field(
              name,
              type(ArrowType.Struct.INSTANCE, random),
              fields(random, 1 + random.nextInt(4), depth - 1));
      case 8 -> map(name, field(MapVector.VALUE_NAME, random, depth - 1), random);
      case 9 -> list(name, new ArrowType.LargeList(), random, depth);
      case 10 -> list(name, new ArrowType.FixedSizeList(random.nextInt(3)), random, depth);
      default -> list(name, ArrowType.List.INSTANCE, random, depth);
    };
  }

  private static Field list(String name, ArrowType type, Random random, int depth) {
    return new Field(name, type(type, random), List.of(field("item", random, depth - 1)));
  }

  private static Field map(String name, Field value, Random random) {
    Field key = Field.notNullable(MapVector.KEY_NAME, ArrowType.Utf8.INSTANCE);
    FieldType struct = FieldType.notNullable(ArrowType.Struct.INSTANCE);
    Field entries = new Field(MapVector.DATA_VECTOR_NAME, struct, List.of(key, value));
    return new Field(name, type(new ArrowType.Map(false), random), List.of(entries));
  }

  private static FieldType type(ArrowType type, Random random) {
    return new FieldType(random.nextInt(5) > 0, type, null);
  }

  /** Random values, one in six of them null where that is allowed. */
  static VectorSchemaRoot root(
      List<Field> fields, int rows, Random random, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    for (Field field : fields) {
      FieldVector vector = field.createVector(allocator);
      fill(vector, rows, random);
      vectors.add(vector);
    }
    return new VectorSchemaRoot(vectors);
  }

  /** Fills a vector, one value in six being null where that is allowed. */
  private static void fill(FieldVector vector, int count, Random random) {
    vector.setInitialCapacity(count);
    vector.allocateNew();
    int elements = vector instanceof StructVector ? count : 0;
    for (int row = 0; row < count; row++) {
      boolean isNull = vector.getField().isNullable() && random.nextInt(6) == 0;
      if (vector instanceof FixedSizeListVector list) {
        elements += list.getListSize();
      }
      if (isNull) {
        vector.setNull(row);
        continue;
      }
      switch (vector) {
        case StructVector struct -> struct.setIndexDefined(row);
        case FixedSizeListVector list -> list.setNotNull(row);
        case ListVector list -> {
          int size = random.nextInt(4);
          list.startNewValue(row);
          list.endValue(row, size);
          elements += size;
        }
        case LargeListVector list -> {
          int size = random.nextInt(4);
          list.startNewValue(row);
          list.endValue(row, size);
          elements += size;
        }
        default -> set(vector, row, random);
      }
    }
    for (FieldVector child : vector.getChildrenFromFields()) {
      fill(child, elements, random);
    }
    vector.setValueCount(count);
  }

  private static void set(FieldVector vector, int row, Random random) {
    long any = random.nextLong() >> random.nextInt(64);
    switch (vector) {
      case BitVector bits -> bits.setSafe(row, random.nextInt(2));
      case BaseIntVector integers -> integers.setWithPossibleTruncate(row, any);
      case Float4Vector floats -> floats.setSafe(row, small(random));
      case Float8Vector doubles -> doubles.setSafe(row, number(random));
      case DecimalVector decimals -> decimals.setSafe(row, decimal(decimals.getField(), random));
      case Decimal256Vector decimals -> decimals.setSafe(row, decimal(decimals.getField(), random));
      case VarCharVector texts -> texts.setSafe(row, string(random).getBytes(UTF_8));
      case LargeVarCharVector texts -> texts.setSafe(row, string(random).getBytes(UTF_8));
      case DateDayVector days -> days.setSafe(row, (int) any);
      case DateMilliVector days -> days.setSafe(row, (any >> 32) * 86_400_000);
      case TimeSecVector times -> times.setSafe(row, random.nextInt(86_400));
      case TimeMilliVector times -> times.setSafe(row, random.nextInt(86_400_000));
      case TimeMicroVector times -> times.setSafe(row, random.nextLong(86_400_000_000L));
      case TimeNanoVector times -> times.setSafe(row, random.nextLong(86_400_000_000_000L));
      case TimeStampSecVector times -> times.setSafe(row, any >> 8);
      case TimeStampSecTZVector times -> times.setSafe(row, any >> 8);
      case TimeStampVector times -> times.setSafe(row, any);
      default -> throw new AssertionError(vector.getField());
    }
  }

  private static BigDecimal decimal(Field field, Random random) {
    Decimal type = (Decimal) field.getType();
    BigInteger most = BigInteger.TEN.pow(1 + random.nextInt(type.getPrecision()));
    BigInteger unscaled = new BigInteger(most.bitLength() + 8, random).mod(most);
    return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.getScale());
  }

  private static float small(Random random) {
    float any = Float.intBitsToFloat(random.nextInt());
    return random.nextBoolean() && Float.isFinite(any) ? any : random.nextInt(2_000_000) / 1000f;
  }

  private static double number(Random random) {
    double any = Double.longBitsToDouble(random.nextLong());
    return random.nextBoolean() && Double.isFinite(any)
        ? any
        : random.nextInt(2_000_000) / 1000.0 - 1000;
  }

  private static String string(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(TEXTS.get(random.nextInt(TEXTS.size())));
    }
    return text.toString();
  }

  /** The rows as JSON lines. */
  static byte[] lines(VectorSchemaRoot root, BufferAllocator allocator) {
    try (OutputBuffer buffer = new OutputBuffer(allocator, 1024)) {
      JsonWriter writer = new JsonWriter(buffer, false);
      writer.bind(root, new MapDictionaryProvider());
      for (int row = 0; row < root.getRowCount(); row++) {
        writer.writeRow(row);
        buffer.append((byte) '\n');
      }
      byte[] bytes = new byte[buffer.content().remaining()];
      buffer.content().get(bytes);
      return bytes;
    }
  }
}
