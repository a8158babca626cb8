package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.Corpora;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files of other projects: equal to what DuckDB reads, or refused for a reason in a table. */
class ParquetCorpusTest {
  private static final ReadSpec SPEC = ReadSpec.all(1000, 1 << 20);
  private static final long MEMORY_BYTES = 48L << 20;

  @SuppressWarnings("NullAway.Init")
  private static DuckDb duckDb;

  @BeforeAll
  static void startDuckDb() {
    duckDb = new DuckDb();
  }

  @AfterAll
  static void stopDuckDb() {
    duckDb.close();
  }

  /** Files that are refused, with the code and the reason. */
  private static final Map<String, ErrorCode> REFUSED =
      Map.of(
          // Their pages were changed after the checksums were computed.
          "datapage_v1-corrupt-checksum.parquet", ErrorCode.CHECKSUM_MISMATCH,
          "rle-dict-uncompressed-corrupt-checksum.parquet", ErrorCode.CHECKSUM_MISMATCH,
          // One string of 1 GiB does not fit the 48 MB of a thread.
          "large_string_map.brotli.parquet", ErrorCode.LIMIT_EXCEEDED);

  /** Files that DuckDB does not read, and files of the same rows that it does. */
  private static final Map<String, String> SAME_ROWS =
      Map.of(
          "hadoop_lz4_compressed.parquet", "lz4_raw_compressed.parquet",
          "non_hadoop_lz4_compressed.parquet", "lz4_raw_compressed.parquet",
          "hadoop_lz4_compressed_larger.parquet", "lz4_raw_compressed_larger.parquet");

  /** Files that DuckDB reads wrongly or not at all, each with a test of its own. */
  private static final Set<String> OWN_TEST =
      Set.of(
          "int96_from_spark.parquet",
          "byte_stream_split_extended.gzip.parquet",
          "map_no_value.parquet");

  /** In the folder of corrupt files, but every reader agrees on its rows. */
  private static final String NOT_CORRUPT = "ARROW-GH-43605.parquet";

  @TestFactory
  Stream<DynamicTest> wellFormedFiles() throws IOException {
    return files("parquet-testing/data")
        .filter(file -> !OWN_TEST.contains(name(file)))
        .map(file -> DynamicTest.dynamicTest(name(file), () -> checkWellFormed(file)));
  }

  @TestFactory
  Stream<DynamicTest> corruptFiles() throws IOException {
    return files("parquet-testing/bad_data")
        .map(file -> DynamicTest.dynamicTest(name(file), () -> checkCorrupt(file)));
  }

  /** DuckDB's last value overflows its 64 bits of nanoseconds. */
  @Test
  void timestampsOf96BitsReachBeyondThoseOf64() throws IOException {
    Path file = Corpora.folder("parquet-testing/data").resolve("int96_from_spark.parquet");
    List<String> rows = read(file, SPEC);
    assertEquals("a=instant 9089380393200000000000 ", rows.getLast());
    assertEquals(ParquetRows.byDuckDb(duckDb, file).subList(0, 5), rows.subList(0, 5));
  }

  /** Each column is there twice: plain, and split into streams. */
  @Test
  void splitStreamsEqualPlainValues() throws IOException {
    Path file =
        Corpora.folder("parquet-testing/data").resolve("byte_stream_split_extended.gzip.parquet");
    for (String row : read(file, SPEC)) {
      String[] values = row.trim().split(" ?[a-z0-9_]+=", -1);
      assertEquals(15, values.length);
      for (int i = 1; i < values.length; i += 2) {
        assertEquals(values[i], values[i + 1], row);
      }
    }
  }

  /** A map without values is a list of its keys, and the file has that list too. */
  @Test
  void aMapWithoutValuesIsAList() throws IOException {
    Path file = Corpora.folder("parquet-testing/data").resolve("map_no_value.parquet");
    List<String> rows = read(file, SPEC);
    assertEquals(3, rows.size());
    for (String row : rows) {
      int keys = row.indexOf("my_map_no_v=");
      int list = row.indexOf("my_list=");
      assertEquals(
          row.substring(list + "my_list=".length()).trim(),
          row.substring(keys + "my_map_no_v=".length(), list).trim());
    }
  }

  private static void checkCorrupt(Path file) throws IOException {
    if (name(file).equals(NOT_CORRUPT)) {
      assertRows(ParquetRows.byDuckDb(duckDb, file), read(file, SPEC));
      return;
    }
    assertRefused(file, ErrorCode.CORRUPT);
  }

  private static void checkWellFormed(Path file) throws IOException {
    ErrorCode refused =
        name(file).endsWith(".encrypted") ? ErrorCode.UNSUPPORTED : REFUSED.get(name(file));
    if (refused != null) {
      assertRefused(file, refused);
      return;
    }
    String same = SAME_ROWS.getOrDefault(name(file), name(file));
    List<String> rows = read(file, SPEC);
    assertRows(ParquetRows.byDuckDb(duckDb, file.resolveSibling(same)), rows);
    assertRows(rows, read(file, ReadSpec.all(3, 1 << 20)));
    assertRows(rows, read(file, SPEC.withDictionaries(true)));
    byte[] content = Files.readAllBytes(file);
    assertRows(rows, ParquetRows.read(new MemoryFile(content, Latency.REMOTE), SPEC, MEMORY_BYTES));
  }

  private static void assertRefused(Path file, ErrorCode code) {
    IngestException refused = assertThrows(IngestException.class, () -> read(file, SPEC));
    assertEquals(code, refused.code(), refused.getMessage());
    assertTrue(refused.getMessage().contains("memory:"), refused.getMessage());
  }

  private static void assertRows(List<String> expected, List<String> actual) {
    for (int row = 0; row < Math.min(expected.size(), actual.size()); row++) {
      assertEquals(expected.get(row), actual.get(row), "row " + row);
    }
    assertEquals(expected.size(), actual.size());
  }

  private static List<String> read(Path file, ReadSpec spec) throws IOException {
    return ParquetRows.read(new MemoryFile(Files.readAllBytes(file)), spec, MEMORY_BYTES);
  }

  private static Stream<Path> files(String folder) throws IOException {
    try (Stream<Path> all = Files.walk(Corpora.folder(folder))) {
      List<Path> files =
          all.filter(f -> name(f).endsWith(".parquet") || name(f).endsWith(".encrypted"))
              .sorted()
              .toList();
      assertTrue(files.size() >= 8);
      return files.stream();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
