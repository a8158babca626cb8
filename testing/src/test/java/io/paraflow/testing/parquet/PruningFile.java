package io.paraflow.testing.parquet;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A file of every type that can be compared, and nested columns, in small pages and row groups.
 * Values rise with the rows, so that pages can be told apart by their bounds, and lie close enough
 * that pages overlap.
 */
final class PruningFile {
  /** Values belong to keys from 0 to below this; to even ones, so that others are missing. */
  static final int KEYS = 320;

  static final int ROWS = 3000;
  static final int ROW_GROUP_ROWS = 1100;
  private static final int PAGE_ROWS = 90;
  private static final int SECONDS_A_KEY = 4000;
  private static final long SEED = 20_261_122;

  /**
   * A column that can be compared.
   *
   * @param type its type in the file
   * @param add adds a key's value to a row
   * @param literal a key's value in a filter
   * @param sql a key's value in SQL
   */
  record Column(
      String name, String type, Adder add, LongFunction<String> literal, LongFunction<String> sql) {
    /** A column whose literals are the same in both, but for quotes and a cast. */
    Column(String name, String type, String sqlType, Adder add, LongFunction<String> literal) {
      this(name, type, add, literal, key -> "'" + literal.apply(key) + "'::" + sqlType);
    }

    String declaration() {
      int space = (type + " ").indexOf(' ');
      String annotation = type.substring(Math.min(type.length(), space));
      return "optional " + type.substring(0, space) + " " + name + annotation + ";";
    }
  }

  /** Adds a key's value to a row. */
  interface Adder {
    void add(Group row, String column, long key);
  }

  private PruningFile() {}

  /** All columns that can be compared. */
  static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    LongFunction<String> same = Long::toString;
    columns.add(int32("int8", "int32 (INTEGER(8,true))", "tinyint", k -> k * 255 / KEYS - 128));
    columns.add(int32("int16", "int32 (INTEGER(16,true))", "smallint", k -> 100 * k - 16_000));
    columns.add(int32("int32", "int32", "integer", k -> 10_000_000 * (k - KEYS / 2)));
    columns.add(int64("int64", "int64", "bigint", k -> (k - KEYS / 2) * (Long.MAX_VALUE / KEYS)));
    columns.add(int32("uint8", "int32 (INTEGER(8,false))", "utinyint", k -> k * 255 / KEYS));
    columns.add(int32("uint16", "int32 (INTEGER(16,false))", "usmallint", k -> 200 * k));
    columns.add(int32("uint32", "int32 (INTEGER(32,false))", "uinteger", k -> 13_000_000 * k));
    columns.add(
        new Column(
            "uint64",
            "int64 (INTEGER(64,false))",
            "ubigint",
            (row, name, k) -> row.add(name, k * (-1L >>> 9)),
            k -> Long.toUnsignedString(k * (-1L >>> 9))));
    columns.add(
        new Column(
            "float",
            "float",
            "float",
            (row, name, k) -> row.add(name, (float) number(k, row)),
            k -> Float.toString((float) number(k))));
    columns.add(
        new Column(
            "double",
            "double",
            "double",
            (row, name, k) -> row.add(name, number(k, row)),
            k -> Double.toString(number(k))));
    columns.add(
        new Column(
            "half",
            "fixed_len_byte_array(2) (FLOAT16)",
            "float",
            (row, name, k) -> {
              short half = Float.floatToFloat16((float) number(k, row));
              row.add(name, bytes(new byte[] {(byte) half, (byte) (half >> 8)}));
            },
            k -> Float.toString(Float.float16ToFloat(Float.floatToFloat16((float) number(k))))));
    columns.add(
        new Column(
            "flag",
            "boolean",
            "boolean",
            (row, name, k) -> row.add(name, k > KEYS / 2),
            k -> String.valueOf(k > KEYS / 2)));
    columns.add(
        new Column(
            "text",
            "binary (STRING)",
            "varchar",
            (row, name, k) -> row.add(name, "text-%04d".formatted(k)),
            "text-%04d"::formatted));
    columns.add(
        new Column(
            "long_text",
            "binary (STRING)",
            "varchar",
            (row, name, k) -> row.add(name, longText(k)),
            PruningFile::longText));
    columns.add(binary("bytes", "binary", PruningFile::highBytes));
    columns.add(
        binary("fixed", "fixed_len_byte_array(5)", k -> new byte[] {1, 2, high(k), low(k), 5}));
    columns.add(
        new Column(
            "uuid",
            "fixed_len_byte_array(16) (UUID)",
            (row, name, k) -> row.add(name, bytes(uuidBytes(k))),
            k -> "0x" + HexFormat.of().formatHex(uuidBytes(k)),
            k -> "'" + uuid(k) + "'::uuid"));
    columns.add(
        new Column(
            "decimal32",
            "int32 (DECIMAL(9,2))",
            "decimal(9,2)",
            (row, name, k) -> row.add(name, (int) (125 * (k - KEYS / 2))),
            k -> hundredths(125 * (k - KEYS / 2))));
    columns.add(
        new Column(
            "decimal64",
            "int64 (DECIMAL(18,2))",
            "decimal(18,2)",
            (row, name, k) -> row.add(name, 125_000_000_000L * (k - KEYS / 2)),
            k -> hundredths(125_000_000_000L * (k - KEYS / 2))));
    columns.add(
        new Column(
            "decimal_fixed",
            "fixed_len_byte_array(9) (DECIMAL(20,2))",
            "decimal(20,2)",
            (row, name, k) ->
                row.add(
                    name,
                    bytes(
                        ByteBuffer.allocate(9)
                            .put((byte) (k < KEYS / 2 ? -1 : 0))
                            .putLong(1, 7_000_000_000_000_000L * (k - KEYS / 2))
                            .array())),
            k -> hundredths(7_000_000_000_000_000L * (k - KEYS / 2))));
    columns.add(
        new Column(
            "decimal_bytes",
            "binary (DECIMAL(20,2))",
            "decimal(20,2)",
            (row, name, k) ->
                row.add(name, bytes(BigInteger.valueOf(7_000 * (k - KEYS / 2)).toByteArray())),
            k -> hundredths(7_000 * (k - KEYS / 2))));
    columns.add(
        new Column(
            "date",
            "int32 (DATE)",
            "date",
            (row, name, k) -> row.add(name, (int) (k - KEYS / 2)),
            k -> LocalDate.ofEpochDay(k - KEYS / 2).toString()));
    columns.add(time("time_millis", "int32 (TIME(MILLIS,false))", 1000));
    columns.add(time("time_micros", "int64 (TIME(MICROS,false))", 1_000_000));
    columns.add(time("time_nanos", "int64 (TIME(NANOS,false))", 1_000_000_000));
    for (boolean zoned : new boolean[] {true, false}) {
      columns.add(timestamp("millis", "MILLIS", zoned, 1000));
      columns.add(timestamp("micros", "MICROS", zoned, 1_000_000));
      columns.add(timestamp("nanos", "NANOS", zoned, 1_000_000_000));
    }
    columns.add(
        new Column(
            "int96",
            "int96",
            "timestamp",
            (row, name, k) ->
                row.add(name, new NanoTime((int) (2_440_588 + k), 3_600_000_000_000L)),
            k -> LocalDate.ofEpochDay(k) + " 01:00:00"));
    columns.add(new Column("key", "int64", "bigint", (row, name, k) -> row.add(name, k), same));
    return columns;
  }

  private static Column int32(String name, String type, String sqlType, LongFunction<Long> value) {
    return new Column(
        name,
        type,
        sqlType,
        (row, column, k) -> row.add(column, value.apply(k).intValue()),
        k -> value.apply(k).toString());
  }

  private static Column int64(String name, String type, String sqlType, LongFunction<Long> value) {
    return new Column(
        name,
        type,
        sqlType,
        (row, column, k) -> row.add(column, value.apply(k).longValue()),
        k -> value.apply(k).toString());
  }

  private static Column binary(String name, String type, LongFunction<byte[]> value) {
    return new Column(
        name,
        type,
        (row, column, k) -> row.add(column, bytes(value.apply(k))),
        k -> "0x" + HexFormat.of().formatHex(value.apply(k)),
        k -> "from_hex('" + HexFormat.of().formatHex(value.apply(k)) + "')");
  }

  private static Column time(String name, String type, long units) {
    return new Column(
        name,
        type,
        units == 1_000_000_000 ? "time_ns" : "time",
        (row, column, k) -> {
          if (units == 1000) {
            row.add(column, (int) (200 * k * units));
          } else {
            row.add(column, 200 * k * units);
          }
        },
        k -> LocalTime.ofSecondOfDay(200 * k).toString());
  }

  private static Column timestamp(String name, String unit, boolean zoned, long units) {
    return new Column(
        name + (zoned ? "_zoned" : ""),
        "int64 (TIMESTAMP(%s,%s))".formatted(unit, zoned),
        zoned ? "timestamptz" : units == 1_000_000_000 ? "timestamp_ns" : "timestamp",
        (row, column, k) -> row.add(column, SECONDS_A_KEY * (k - KEYS / 2) * units),
        k ->
            LocalDate.EPOCH
                    .atStartOfDay()
                    .plusSeconds(SECONDS_A_KEY * (k - KEYS / 2))
                    .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                + (zoned ? "Z" : ""));
  }

  private static double number(long key) {
    return (key - KEYS / 2) / 4.0;
  }

  /** NaN for some of the highest keys of some rows, and both zeroes. */
  private static double number(long key, Group row) {
    long id = row.getLong("id", 0);
    if (key > KEYS - 20 && id % 7 == 0) {
      return Double.NaN;
    }
    return number(key) == 0 && id % 2 == 0 ? -0.0 : number(key);
  }

  /** Differs only behind what writers keep of bounds. */
  private static String longText(long key) {
    return "ä".repeat(60) + "%04d".formatted(key);
  }

  /** Bounds that cannot be shortened upwards. */
  private static byte[] highBytes(long key) {
    byte[] bytes = new byte[80];
    Arrays.fill(bytes, (byte) -1);
    bytes[78] = high(key);
    bytes[79] = low(key);
    return bytes;
  }

  private static byte high(long key) {
    return (byte) (key >> 8);
  }

  private static byte low(long key) {
    return (byte) key;
  }

  private static UUID uuid(long key) {
    return new UUID((key - KEYS / 2) << 40, key);
  }

  private static byte[] uuidBytes(long key) {
    UUID uuid = uuid(key);
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  private static String hundredths(long unscaled) {
    return BigDecimal.valueOf(unscaled, 2).toPlainString();
  }

  private static Binary bytes(byte[] bytes) {
    return Binary.fromConstantByteArray(bytes);
  }

  /**
   * Writes the file.
   *
   * @param dictionary whether values are in dictionaries, until those are full
   */
  static void write(Path file, WriterVersion version, boolean dictionary) throws IOException {
    write(file, version, dictionary, ROWS);
  }

  /** Writes a file of another size. */
  static void write(Path file, WriterVersion version, boolean dictionary, int rows)
      throws IOException {
    List<Column> columns = columns();
    MessageType schema = schema(columns);
    Random random = new Random(SEED);
    var builder =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withWriterVersion(version)
            .withDictionaryEncoding(dictionary)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withPageRowCountLimit(PAGE_ROWS)
            .withRowGroupRowCountLimit(ROW_GROUP_ROWS)
            .withByteStreamSplitEncoding(!dictionary);
    for (Column column : columns) {
      boolean filtered = !column.name().equals("flag") && !column.name().equals("int96");
      builder.withBloomFilterEnabled(column.name(), filtered);
      builder.withBloomFilterNDV(column.name(), KEYS);
    }
    try (ParquetWriter<Group> writer = builder.build()) {
      for (int id = 0; id < rows; id++) {
        writer.write(row(schema, columns, random, id));
      }
    }
  }

  private static MessageType schema(List<Column> columns) {
    return MessageTypeParser.parseMessageType(
        """
        message rows {
          required int64 id;
          %s
          repeated int32 repeated;
          optional group list (LIST) { repeated group list { optional binary element (STRING); } }
          optional group struct {
            optional int32 number;
            optional group deep (LIST) { repeated group list { required int64 element; } }
          }
          required binary payload;
        }
        """
            .formatted(
                columns.stream().map(Column::declaration).collect(Collectors.joining("\n  "))));
  }

  private static Group row(MessageType schema, List<Column> columns, Random random, int id) {
    Group row = new SimpleGroup(schema).append("id", (long) id);
    for (Column column : columns) {
      // Keys rise with the rows, and some stretches have nothing but nulls.
      boolean isNull = id / 200 % 5 == 3 || random.nextInt(6) == 0;
      long key = Math.min(KEYS - 2, (long) id * KEYS / ROWS + random.nextInt(12)) & ~1L;
      if (!isNull) {
        column.add().add(row, column.name(), key);
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      row.add("repeated", random.nextInt(1000));
    }
    if (random.nextInt(5) > 0) {
      Group list = row.addGroup("list");
      for (int i = random.nextInt(4); i > 0; i--) {
        Group element = list.addGroup("list");
        if (random.nextInt(4) > 0) {
          element.add("element", "element " + random.nextInt(50));
        }
      }
    }
    if (random.nextInt(5) > 0) {
      Group struct = row.addGroup("struct");
      if (random.nextBoolean()) {
        struct.add("number", id);
      }
      if (random.nextBoolean()) {
        Group deep = struct.addGroup("deep");
        for (int i = random.nextInt(3); i > 0; i--) {
          deep.addGroup("list").add("element", (long) i * id);
        }
      }
    }
    byte[] payload = new byte[random.nextInt(300)];
    random.nextBytes(payload);
    row.add("payload", bytes(payload));
    return row;
  }
}
