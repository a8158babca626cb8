package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row groups that cannot have a wanted row are passed over, and no others. */
class ParquetFilterTest {
  private static final int GROUP_ROWS = 2048;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private MemoryFile file;

  /**
   * Four row groups of rising values. The third has a NaN, and therefore no bounds for that column;
   * the last has only nulls.
   */
  @BeforeEach
  void writeFile() throws IOException {
    Path path = folder.resolve("groups.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          """
          copy (select i as row, case when i < 6144 then i end as number,
            case when i = 5000 then 'nan'::double when i < 6144 then i / 2.0 end as fraction,
            case when i < 6144 then 'text-' || lpad(i::varchar, 5, '0') end as text,
            case when i < 6144 then (i * 0.25)::decimal(12, 2) end as amount,
            case when i < 6144 then date '2026-01-01' + (i // 100)::int end as day,
            case when i < 6144 then i::ubigint + 9223372036854775000::ubigint end as big
            from range(8192) t(i)) to %s (format parquet, row_group_size %d)
          """
              .formatted(DuckDb.quoted(path), GROUP_ROWS));
    }
    file = new MemoryFile(Files.readAllBytes(path));
  }

  @ParameterizedTest
  @CsvSource({
    "number = 3000, 1",
    "number = 9000, 0",
    "number < 2048, 1",
    "number <= 2048, 2",
    "number > 4095, 1",
    "number >= 4095, 2",
    "number != 17, 3",
    "number < -5, 0",
    "fraction < 100, 2",
    "fraction > 1e9, 3",
    "text = text-03000, 1",
    "text < text-02048, 1",
    "text > zzz, 0",
    "amount = 750.00, 1",
    "amount > 100000, 0",
    "day < 2026-01-05, 1",
    "big > 9223372036854780000, 1",
    "big = 1, 0"
  })
  void passesOverRowGroupsByTheirStatistics(String condition, int groups) {
    assertEquals((long) groups * GROUP_ROWS, rows(condition));
  }

  @Test
  void refusesAFilterThatDoesNotFit() {
    assertEquals(
        ErrorCode.INVALID_FILTER,
        assertThrows(IngestException.class, () -> rows("number = blue")).code());
    assertEquals(
        ErrorCode.UNKNOWN_COLUMN,
        assertThrows(IngestException.class, () -> rows("numbr = 1")).code());
  }

  private long rows(String condition) {
    RowFilter filter = RowFilter.parse(List.of(condition));
    return ParquetRows.read(file, new ReadSpec(1000, 1 << 20, List.of("row"), filter), 48 << 20)
        .size();
  }
}
