package io.paraflow.testing.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Types that few files have: equal to what was given to parquet-java, in all its ways to write. */
class ParquetTypesTest {
  private static final int ROWS = 1000;
  private static final long MEMORY_BYTES = 48L << 20;
  private static final ArrowType UTF8 = new ArrowType.Utf8();

  @TempDir private Path folder;

  /**
   * A column.
   *
   * @param type what it is in the file
   * @param arrow what it becomes
   * @param extension the name of its extension of that, or {@code ""}
   * @param values gives random ones
   */
  private record Column(
      String name,
      String type,
      String annotation,
      ArrowType arrow,
      String extension,
      Function<Random, Value> values) {
    Column(
        String name,
        String type,
        String annotation,
        ArrowType arrow,
        Function<Random, Value> values) {
      this(name, type, annotation, arrow, "", values);
    }

    /**
     * A decimal of so many digits, half of them fraction.
     *
     * @param fixedBytes how many it is stored in; 0 for as many as a value takes
     */
    static Column decimal(String name, int digits, int fixedBytes) {
      int scale = digits / 2;
      return new Column(
          name,
          fixedBytes == 0 ? "binary" : "fixed_len_byte_array(%d)".formatted(fixedBytes),
          "DECIMAL(%d,%d)".formatted(digits, scale),
          new ArrowType.Decimal(digits, scale, 256),
          random -> decimalOf(digits, scale, fixedBytes, random));
    }

    String definition() {
      return "optional %s %s (%s);".formatted(type, name, annotation);
    }
  }

  /**
   * A value.
   *
   * @param stored what the file has
   * @param text what is read
   */
  private record Value(Binary stored, String text) {
    static Value same(byte[] bytes) {
      return new Value(Binary.fromConstantByteArray(bytes), HexFormat.of().formatHex(bytes));
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("kind", "binary", "ENUM", UTF8, ParquetTypesTest::kind),
          new Column("document", "binary", "JSON", UTF8, "arrow.json", ParquetTypesTest::json),
          new Column("bson", "binary", "BSON", new ArrowType.Binary(), ParquetTypesTest::bson),
          new Column(
              "span",
              "fixed_len_byte_array(12)",
              "INTERVAL",
              new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO),
              ParquetTypesTest::interval),
          Column.decimal("fixed39", 39, 17),
          Column.decimal("fixed50", 50, 21),
          Column.decimal("fixed76", 76, 32),
          Column.decimal("wide76", 76, 40),
          Column.decimal("bytes39", 39, 0),
          Column.decimal("bytes50", 50, 0),
          Column.decimal("bytes76", 76, 0));

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          COLUMNS.stream().map(Column::definition).collect(joining(" ", "message rows { ", " }")));

  @ParameterizedTest
  @MethodSource("io.paraflow.testing.parquet.ParquetJavaFiles#ways")
  void equalToWhatWasWritten(ParquetJavaFiles.Way way) throws IOException {
    Random random = new Random(ParquetJavaFiles.SEED);
    List<Group> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Group row = new SimpleGroup(SCHEMA);
      StringBuilder text = new StringBuilder();
      for (Column column : COLUMNS) {
        text.append(column.name).append('=');
        if (random.nextInt(5) == 0) {
          text.append("null ");
        } else {
          Value value = column.values.apply(random);
          row.add(column.name, value.stored);
          text.append(value.text).append(' ');
        }
      }
      rows.add(row);
      expected.add(text.toString());
    }
    Path file = folder.resolve("types.parquet");
    ParquetJavaFiles.write(way, SCHEMA, rows, file);

    MemoryFile content = new MemoryFile(Files.readAllBytes(file));
    ReadSpec spec = ReadSpec.all(100, 1 << 20);
    assertEquals(expected, ParquetRows.read(content, spec, MEMORY_BYTES));
    assertEquals(expected, ParquetRows.read(content, spec.withDictionaries(true), MEMORY_BYTES));
    assertArrowTypes(content, spec);
  }

  private static void assertArrowTypes(MemoryFile file, ReadSpec spec) {
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        BatchReader reader = ParquetUnderTest.open(file, spec, allocator);
        Batch batch = reader.next()) {
      assertEquals(
          COLUMNS.stream().map(column -> column.arrow + " " + column.extension).toList(),
          batch == null
              ? List.of()
              : batch.root().getSchema().getFields().stream()
                  .map(field -> field.getType() + " " + extension(field))
                  .toList());
    }
  }

  private static String extension(Field field) {
    return field.getMetadata().getOrDefault("ARROW:extension:name", "");
  }

  private static Value kind(Random random) {
    return Value.same(
        List.of("RED", "GREEN", "", "BL\u00dc").get(random.nextInt(4)).getBytes(UTF_8));
  }

  private static Value json(Random random) {
    return Value.same(
        "{\"n\": %d, \"t\": [null, \"\u00e4\"]}".formatted(random.nextInt(500)).getBytes(UTF_8));
  }

  /** A document of one number (BSON, type 0x10). */
  private static Value bson(Random random) {
    return Value.same(
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(12)
            .put((byte) 0x10)
            .put((byte) 'n')
            .put((byte) 0)
            .putInt(random.nextInt())
            .put((byte) 0)
            .array());
  }

  /** Months and days as far as Arrow has them, and milliseconds as far as Parquet does. */
  private static Value interval(Random random) {
    int months = random.nextInt(Integer.MAX_VALUE);
    int days = random.nextInt(Integer.MAX_VALUE);
    int millis = random.nextInt();
    return new Value(
        Binary.fromConstantByteArray(
            ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(months)
                .putInt(days)
                .putInt(millis)
                .array()),
        "interval %d months %d days %d ns"
            .formatted(months, days, Integer.toUnsignedLong(millis) * 1_000_000));
  }

  /**
   * A number of up to so many digits.
   *
   * @param fixedBytes how many it is stored in; 0 for as many as it takes, and sometimes more
   */
  private static Value decimalOf(int digits, int scale, int fixedBytes, Random random) {
    BigInteger most = BigInteger.TEN.pow(digits).subtract(BigInteger.ONE);
    BigInteger number =
        switch (random.nextInt(8)) {
          case 0 -> BigInteger.ZERO;
          case 1 -> most;
          default -> new BigInteger(random.nextInt(most.bitLength()), random);
        };
    BigInteger signed = random.nextBoolean() ? number : number.negate();
    byte[] least = signed.toByteArray();
    int length = fixedBytes > 0 ? fixedBytes : least.length + Math.max(0, random.nextInt(20) - 10);
    byte[] stored = new byte[length];
    Arrays.fill(stored, (byte) (signed.signum() < 0 ? -1 : 0));
    System.arraycopy(least, 0, stored, length - least.length, least.length);
    return new Value(
        Binary.fromConstantByteArray(stored), new BigDecimal(signed, scale).toPlainString());
  }
}
