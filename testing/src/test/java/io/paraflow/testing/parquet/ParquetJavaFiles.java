package io.paraflow.testing.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Files that parquet-java writes: random rows of every kind of column, in small pages. */
final class ParquetJavaFiles {
  static final long SEED = 20_261_121;

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message rows {
            required int32 int;
            optional int64 long;
            required int64 rising;
            optional float float;
            required double double;
            optional boolean flag;
            required boolean always;
            optional binary text (STRING);
            required binary few (STRING);
            optional binary bytes;
            optional fixed_len_byte_array(7) fixed;
            required fixed_len_byte_array(9) amount (DECIMAL(20,3));
            optional int32 small (INTEGER(8,true));
            repeated int32 repeated;
            optional group list (LIST) {
              repeated group list {
                optional int32 element;
              }
            }
            optional group structs (LIST) {
              repeated group list {
                optional group element {
                  optional int64 number;
                  required binary word (STRING);
                  optional group words (LIST) {
                    repeated group list {
                      optional binary element (STRING);
                    }
                  }
                }
              }
            }
            optional group map (MAP) {
              repeated group key_value {
                required binary key (STRING);
                optional double value;
              }
            }
            optional group struct {
              required int32 a;
              optional group inner {
                optional binary b (STRING);
              }
            }
          }
          """);

  private ParquetJavaFiles() {}

  /**
   * How a file is written.
   *
   * @param split whether numbers are split into byte streams where there is no dictionary
   */
  record Way(
      WriterVersion version, boolean dictionary, boolean split, CompressionCodecName codec) {}

  /** As simple as it gets. */
  static final Way SIMPLE =
      new Way(WriterVersion.PARQUET_1_0, true, false, CompressionCodecName.UNCOMPRESSED);

  /** All ways that differ in what a reader has to do. */
  static Stream<Way> ways() {
    return Stream.of(WriterVersion.values())
        .flatMap(
            version ->
                Stream.of(
                    new Way(version, true, false, CompressionCodecName.UNCOMPRESSED),
                    new Way(version, true, false, CompressionCodecName.SNAPPY),
                    new Way(version, false, false, CompressionCodecName.SNAPPY),
                    new Way(version, false, false, CompressionCodecName.GZIP),
                    new Way(version, false, true, CompressionCodecName.ZSTD),
                    new Way(version, true, true, CompressionCodecName.ZSTD),
                    new Way(version, false, true, CompressionCodecName.UNCOMPRESSED),
                    new Way(version, true, false, CompressionCodecName.LZ4_RAW)));
  }

  /** Writes a file of several pages and row groups, with page indexes and a bloom filter. */
  static void write(Way way, int rows, Path file) throws IOException {
    Random random = new Random(SEED);
    write(way, SCHEMA, IntStream.range(0, rows).mapToObj(row -> row(random, row)).toList(), file);
  }

  /** Writes other rows in the same way; a column {@code long} has the bloom filter. */
  static void write(Way way, MessageType schema, List<Group> rows, Path file) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withWriterVersion(way.version())
            .withDictionaryEncoding(way.dictionary())
            .withByteStreamSplitEncoding(way.split())
            .withCompressionCodec(way.codec())
            .withBloomFilterNDV("long", rows.size())
            .withPageSize(2000)
            .withDictionaryPageSize(2000)
            .withRowGroupSize(rows.size() * 66L)
            .withMinRowCountForPageSizeCheck(10)
            .withMaxRowCountForPageSizeCheck(50)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }

  private static Group row(Random random, int row) {
    SimpleGroup group = new SimpleGroup(SCHEMA);
    group.add("int", random.nextInt());
    // Long stretches of nulls and of values, and rows where they alternate.
    boolean present = row / 700 % 2 == 0 ? random.nextInt(3) > 0 : row / 150 % 2 == 0;
    if (present) {
      group.add("long", random.nextLong());
      group.add("float", random.nextFloat());
      group.add("flag", random.nextInt(5) == 0);
      group.add("text", text(random, 40));
      group.add("bytes", binary(random, random.nextInt(30)));
      group.add("fixed", binary(random, 7));
      group.add("small", random.nextInt(256) - 128);
    }
    group.add("rising", 1_000_000_000_000L + row * 1000L + random.nextInt(100));
    group.add("double", random.nextInt(4) == 0 ? 0.0 : random.nextDouble());
    group.add("always", row / 100 % 2 == 0);
    group.add("few", "value " + random.nextInt(row < 1500 ? 20 : 2000));
    byte[] amount = new byte[9];
    random.nextBytes(amount);
    // Twenty digits need 67 bits with the sign; the highest byte is the sign's.
    amount[0] = (byte) (amount[1] < 0 ? -1 : 0);
    group.add("amount", Binary.fromConstantByteArray(amount));
    for (int i = random.nextInt(4); i > 0; i--) {
      group.add("repeated", random.nextInt(100));
    }
    if (random.nextInt(4) > 0) {
      Group list = group.addGroup("list");
      for (int i = random.nextInt(4); i > 0; i--) {
        Group element = list.addGroup("list");
        if (random.nextBoolean()) {
          element.add("element", random.nextInt(1000));
        }
      }
    }
    if (random.nextInt(4) > 0) {
      addStructs(group.addGroup("structs"), random);
    }
    if (random.nextInt(4) > 0) {
      Group map = group.addGroup("map");
      for (int i = random.nextInt(3); i > 0; i--) {
        Group entry = map.addGroup("key_value");
        entry.add("key", "key " + i);
        if (random.nextBoolean()) {
          entry.add("value", random.nextDouble());
        }
      }
    }
    if (random.nextInt(4) > 0) {
      Group struct = group.addGroup("struct");
      struct.add("a", row);
      if (random.nextBoolean()) {
        Group inner = struct.addGroup("inner");
        if (random.nextBoolean()) {
          inner.add("b", text(random, 10));
        }
      }
    }
    return group;
  }

  private static void addStructs(Group list, Random random) {
    for (int i = random.nextInt(3); i > 0; i--) {
      Group entry = list.addGroup("list");
      if (random.nextInt(4) > 0) {
        Group element = entry.addGroup("element");
        if (random.nextBoolean()) {
          element.add("number", random.nextLong());
        }
        element.add("word", text(random, 5));
        if (random.nextBoolean()) {
          Group words = element.addGroup("words");
          for (int j = random.nextInt(3); j > 0; j--) {
            Group word = words.addGroup("list");
            if (random.nextBoolean()) {
              word.add("element", text(random, 12));
            }
          }
        }
      }
    }
  }

  private static String text(Random random, int mostLength) {
    return "prefix-ä".substring(0, random.nextInt(9))
        + "x".repeat(random.nextInt(mostLength))
        + random.nextInt(1000);
  }

  private static Binary binary(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Binary.fromConstantByteArray(bytes);
  }
}
