package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.Corpora;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

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

  private static final String LARGE_TEXT = "large_string_map.brotli.parquet";

  /** Files that are refused, with the code and the reason. */
  private static final Map<String, ErrorCode> REFUSED =
      Map.of(
          // Their pages were changed after the checksums were computed.
          "datapage_v1-corrupt-checksum.parquet",
          ErrorCode.CHECKSUM_MISMATCH,
          "rle-dict-uncompressed-corrupt-checksum.parquet",
          ErrorCode.CHECKSUM_MISMATCH,
          // One string of 1 GiB does not fit the 48 MB of a thread.
          LARGE_TEXT,
          ErrorCode.LIMIT_EXCEEDED);

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

  /** Each column is there twice, plain and split into streams; DuckDB reads all of the former. */
  @Test
  void splitStreamsEqualPlainValues() throws IOException {
    Path file =
        Corpora.folder("parquet-testing/data").resolve("byte_stream_split_extended.gzip.parquet");
    String columns =
        Stream.of("float16", "float", "double", "int32", "int64", "flba5", "decimal")
            .map(name -> "%1$s_plain, %1$s_plain as %1$s_byte_stream_split".formatted(name))
            .collect(Collectors.joining(", "));
    String query = "select %s from %s".formatted(columns, DuckDb.quoted(file));
    assertRows(ParquetRows.byDuckDb(duckDb, query), read(file, SPEC));
  }

  /** DuckDB takes 6 GB of memory for it. */
  @Test
  @EnabledIfSystemProperty(named = "pf.big", matches = "true")
  void aTextOfAGigabyteIsReadWithTheMemoryThatItsRefusalAsksFor() throws IOException {
    Path path = Corpora.folder("parquet-testing/data").resolve(LARGE_TEXT);
    MemoryFile file = new MemoryFile(Files.readAllBytes(path));
    IngestException refusal =
        assertThrows(
            IngestException.class,
            () -> ParquetUnderTest.rows(ParquetUnderTest.FORMAT, file, SPEC, MEMORY_BYTES));
    List<List<String>> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator(ParquetUnderTest.memoryAskedFor(refusal));
        BatchReader reader = ParquetUnderTest.open(file, SPEC, allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          StructVector entries =
              (StructVector) ((MapVector) each.root().getVector("arr")).getDataVector();
          for (int entry = 0; entry < entries.getValueCount(); entry++) {
            VarCharVector keys = (VarCharVector) entries.getChildByOrdinal(0);
            IntVector values = (IntVector) entries.getChildByOrdinal(1);
            rows.add(List.of(md5(keys, entry), String.valueOf(values.get(entry))));
          }
        }
      }
    }
    assertEquals(
        duckDb.rows(
            "select md5(unnest(map_keys(arr))), unnest(map_values(arr)) from "
                + DuckDb.quoted(path)),
        rows);
  }

  /** In hexadecimal, of a text for which the heap is too small. */
  private static String md5(VarCharVector texts, int index) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(
          texts
              .getDataBuffer()
              .nioBuffer(texts.getStartOffset(index), texts.getValueLength(index)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
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
    if (code == ErrorCode.CHECKSUM_MISMATCH) {
      assertTrue(
          refused.getMessage().matches(".*column \\w+: page \\d+ has the CRC .*"),
          refused.getMessage());
    }
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
