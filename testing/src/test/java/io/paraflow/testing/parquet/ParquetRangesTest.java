package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ranges of a file give each of its rows once, wherever they meet. */
class ParquetRangesTest {
  private static final long SEED = 20261121;
  private static final int ROWS = 10 * 2048;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void randomCutsGiveEachRowOnceWithItsOrdinal(Latency latency) throws IOException {
    MemoryFile file = new MemoryFile(write(), latency);
    List<Long> expected = new ArrayList<>();
    for (long row = 0; row < ROWS; row++) {
      expected.add(row);
    }
    for (int run = 0; run < 20; run++) {
      Random random = new Random(SEED + run);
      TreeSet<Long> points = new TreeSet<>(List.of(0L, file.length()));
      for (int i = random.nextInt(30); i > 0; i--) {
        points.add(random.nextLong(file.length()));
      }
      List<Long> rows = new ArrayList<>();
      Long start = null;
      for (Long point : points) {
        if (start != null) {
          rows.addAll(read(file, ReadSpec.all(1000, 1 << 20).of(new ByteRange(start, point))));
        }
        start = point;
      }
      assertEquals(expected, rows, "seed " + (SEED + run) + ", cuts " + points);
    }
  }

  @Test
  void aRangeAndAFilterGoTogether() throws IOException {
    MemoryFile file = new MemoryFile(write());
    RowFilter filter = RowFilter.parse(List.of("n >= " + (ROWS - 2048)));
    ReadSpec spec = new ReadSpec(1000, 1 << 20, List.of(), filter);
    long middle = file.length() / 2;
    assertEquals(List.of(), read(file, spec.of(new ByteRange(0, middle))));
    List<Long> rows = read(file, spec.of(new ByteRange(middle, file.length())));
    assertEquals(2048, rows.size());
    assertEquals(ROWS - 2048, rows.getFirst());
  }

  @Test
  void aRangeWithinARowGroupHasNothing() throws IOException {
    MemoryFile file = new MemoryFile(write());
    assertEquals(List.of(), read(file, ReadSpec.all(1000, 1 << 20).of(new ByteRange(5, 500))));
  }

  /** Ten row groups. */
  private byte[] write() throws IOException {
    Path path = folder.resolve("groups.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          "copy (select i as n, hash(i) as h from range(%d) t(i)) to %s (format parquet,"
                  .formatted(ROWS, DuckDb.quoted(path))
              + " row_group_size 2048)");
    }
    return Files.readAllBytes(path);
  }

  /** The values of column n, which are the ordinals. */
  private static List<Long> read(MemoryFile file, ReadSpec spec) {
    List<Long> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator(48 << 20);
        BatchReader reader = ParquetUnderTest.open(file, spec, allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          BigIntVector numbers = (BigIntVector) each.root().getVector("n");
          for (int row = 0; row < each.rowCount(); row++) {
            assertEquals(numbers.get(row), each.ordinals().of(row));
            rows.add(numbers.get(row));
          }
        }
      }
    }
    return rows;
  }
}
