package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that parquet-java writes in small pages and row groups: equal to what DuckDB reads. */
class ParquetJavaFilesTest {
  private static final int ROWS = 3000;
  private static final long MEMORY_BYTES = 48L << 20;

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.paraflow.testing.parquet.ParquetJavaFiles#ways")
  void equalToDuckDb(ParquetJavaFiles.Way way) throws IOException {
    Path file = folder.resolve("rows.parquet");
    ParquetJavaFiles.write(way, ROWS, file);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      assertTrue(reader.getRowGroups().size() > 1, "several row groups");
    }
    List<String> expected;
    try (DuckDb duckDb = new DuckDb()) {
      expected = ParquetRows.byDuckDb(duckDb, file);
    }
    assertEquals(ROWS, expected.size());
    byte[] content = Files.readAllBytes(file);
    for (int rows : new int[] {1, 7, 1000}) {
      assertRows(expected, new MemoryFile(content), ReadSpec.all(rows, 1 << 20));
    }
    assertRows(expected, new MemoryFile(content), ReadSpec.all(1000, 5000));
    assertRows(expected, new MemoryFile(content, Latency.REMOTE), ReadSpec.all(1000, 1 << 20));
  }

  private static void assertRows(List<String> expected, MemoryFile file, ReadSpec spec) {
    assertRows(expected, ParquetRows.read(file, spec, MEMORY_BYTES));
    assertRows(expected, ParquetRows.read(file, spec.withDictionaries(true), MEMORY_BYTES));
  }

  private static void assertRows(List<String> expected, List<String> actual) {
    for (int row = 0; row < Math.min(expected.size(), actual.size()); row++) {
      assertEquals(
          expected.get(row), actual.get(row), "seed " + ParquetJavaFiles.SEED + ", row " + row);
    }
    assertEquals(expected.size(), actual.size());
  }
}
