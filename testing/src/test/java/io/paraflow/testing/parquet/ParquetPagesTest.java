package io.paraflow.testing.parquet;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.GroupFiles;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.data.ParquetData.Writer;
import io.paraflow.testing.data.Table;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages as they are compressed, and as their levels are encoded. */
class ParquetPagesTest {
  private static final long SEED = 20_261_130;
  private static final double SCALE = 0.001;
  private static final long MEMORY_BYTES = 48L << 20;
  private static final ReadSpec SPEC = ReadSpec.all(1000, 1 << 20);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"brotli, 1", "brotli, 2", "gzip, 1", "gzip, 2", "lz4_raw, 1", "lz4_raw, 2"})
  void codecsOfDuckDb(String codec, int pageVersion) throws IOException {
    try (DataSets sets = new DataSets(folder, SCALE);
        DuckDb duckDb = new DuckDb()) {
      for (Table table : Table.values()) {
        Path file =
            sets.parquet(
                new ParquetData(
                    table, Writer.DUCKDB, codec, pageVersion, 1, 10_000, table.sqlName()));
        List<String> expected = ParquetRows.byDuckDb(duckDb, file);
        byte[] content = Files.readAllBytes(file);
        for (Latency latency : Latency.values()) {
          assertEquals(
              expected, ParquetRows.read(new MemoryFile(content, latency), SPEC, MEMORY_BYTES));
        }
      }
    }
  }

  /** DuckDB extends the first of unsigned ones with zeros, to more bits than the column has. */
  @Test
  void deltasOfUnsignedIntegersOfDuckDb() throws IOException {
    Path file = folder.resolve("unsigned.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          """
          copy (select (255 - mod(i, 251))::utinyint as byte, (65535 - i)::usmallint as short,
            (4294967295 - i)::uinteger as int,
            (18446744073709551615::hugeint - i)::ubigint as long
            from range(5000) t(i))
          to %s (format parquet, parquet_version v2, dictionary_size_limit 1)
          """
              .formatted(DuckDb.quoted(file)));
      assertEquals(
          Collections.nCopies(4, List.of("DELTA_BINARY_PACKED")),
          duckDb.rows("select encodings from parquet_metadata(%s)".formatted(DuckDb.quoted(file))));
      assertEquals(
          ParquetRows.byDuckDb(duckDb, file),
          ParquetRows.read(new MemoryFile(Files.readAllBytes(file)), SPEC, MEMORY_BYTES));
    }
  }

  /** In a page that is held as a whole, and in one that is not; some members are empty. */
  @ParameterizedTest
  @ValueSource(ints = {1000, 300_000})
  void allMembersOfAGzipPageAreRead(int values) throws IOException {
    byte[] page = plain(LongStream.range(0, values).boxed().toList());
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    int memberBytes = page.length / 6 + 1;
    for (int at = 0; at < page.length; at += memberBytes) {
      members.write(gzip(page, at, Math.min(page.length, at + memberBytes)));
      members.write(gzip(page, at, at));
    }
    MemoryFile file =
        new MemoryFile(
            new OneColumnFile(Type.INT64, CompressionCodec.GZIP)
                .page(Encoding.PLAIN, values, page.length, members.toByteArray()));
    assertEquals(
        LongStream.range(0, values).mapToObj(Long::toString).toList(),
        ParquetUnderTest.rows(ParquetUnderTest.FORMAT, file, SPEC, MEMORY_BYTES));
  }

  /** Levels of no bits, of definition, and of definition and repetition. */
  @ParameterizedTest
  @EnumSource
  void levelsInTheDeprecatedPackedEncoding(FieldRepetitionType repetition) throws IOException {
    Random random = new Random(SEED);
    List<List<Long>> rows = new ArrayList<>();
    List<Boolean> repetitions = new ArrayList<>();
    List<Boolean> definitions = new ArrayList<>();
    for (int row = 0; row < 1001; row++) {
      int values =
          switch (repetition) {
            case REQUIRED -> 1;
            case OPTIONAL -> random.nextInt(2);
            case REPEATED -> random.nextInt(4);
          };
      rows.add(random.longs(values).boxed().toList());
      definitions.addAll(Collections.nCopies(Math.max(1, values), values > 0));
      for (int i = 0; i < Math.max(1, values); i++) {
        repetitions.add(i > 0);
      }
    }
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    if (repetition == FieldRepetitionType.REPEATED) {
      page.writeBytes(packed(repetitions));
    }
    if (repetition != FieldRepetitionType.REQUIRED) {
      page.writeBytes(packed(definitions));
    }
    page.writeBytes(plain(rows.stream().flatMap(List::stream).toList()));
    byte[] content =
        new OneColumnFile(Type.INT64, CompressionCodec.UNCOMPRESSED)
            .levels(repetition, Encoding.BIT_PACKED)
            .page(rows.size(), Encoding.PLAIN, definitions.size(), page.size(), page.toByteArray());

    assertEquals(
        rows.stream()
            .map(values -> values.stream().map("c: %d\n"::formatted).collect(joining()))
            .toList(),
        byParquetJava(content));
    for (int batchRows : new int[] {1, 7, 1000}) {
      assertEquals(
          rows.stream().map(values -> text(values, repetition)).toList(),
          ParquetUnderTest.rows(
              ParquetUnderTest.FORMAT,
              new MemoryFile(content),
              ReadSpec.all(batchRows, 1 << 20),
              MEMORY_BYTES));
    }
  }

  private static String text(List<Long> values, FieldRepetitionType repetition) {
    if (repetition == FieldRepetitionType.REPEATED) {
      return values.stream().map(String::valueOf).collect(joining(",", "[", "]"));
    }
    return values.isEmpty() ? "null" : values.getFirst().toString();
  }

  private List<String> byParquetJava(byte[] content) throws IOException {
    List<String> rows = new ArrayList<>();
    GroupFiles.read(
        Files.write(folder.resolve("levels.parquet"), content), row -> rows.add(row.toString()));
    return rows;
  }

  /** Bits, each byte's most significant one first. */
  private static byte[] packed(List<Boolean> bits) {
    byte[] bytes = new byte[(bits.size() + 7) / 8];
    for (int i = 0; i < bits.size(); i++) {
      if (bits.get(i)) {
        bytes[i / 8] |= (byte) (0x80 >> i % 8);
      }
    }
    return bytes;
  }

  private static byte[] plain(List<Long> values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putLong);
    return bytes.array();
  }

  private static byte[] gzip(byte[] bytes, int from, int to) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(Arrays.copyOfRange(bytes, from, to));
    }
    return out.toByteArray();
  }
}
