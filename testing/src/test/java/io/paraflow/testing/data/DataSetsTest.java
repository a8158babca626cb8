package io.paraflow.testing.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.Fingerprint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
  private static final double SCALE = 0.002;

  @Test
  void everyFileOfATableHasTheSameRowsWhoeverWroteIt(@TempDir Path folder) {
    Map<Table, Fingerprint> expected = new HashMap<>();
    try (DataSets data = new DataSets(folder, SCALE);
        DuckDb duckdb = new DuckDb();
        RootAllocator allocator = new RootAllocator()) {
      for (ParquetData set : ParquetData.all()) {
        Fingerprint fingerprint = new Fingerprint();
        duckdb.export(
            "select * from " + DuckDb.quoted(data.parquet(set)), allocator, fingerprint::add);

        assertEquals(data.rows(set), fingerprint.rows(), set.name());
        assertEquals(
            expected.computeIfAbsent(set.table(), _ -> fingerprint), fingerprint, set.name());
      }
      assertEquals(3, expected.size());
      assertNotEquals(expected.get(Table.EVENTS), expected.get(Table.LINEITEM));
    }
  }

  @Test
  void eventsHaveNullsAndLogLinesHaveTheirShapes(@TempDir Path folder) {
    try (DataSets data = new DataSets(folder, SCALE);
        DuckDb duckdb = new DuckDb()) {
      String events = DuckDb.quoted(data.parquet(ParquetData.ONE_ROW_GROUP));
      long nulls =
          Long.parseLong(
              duckdb.row("select count(*) - count(user_agent) from " + events).getFirst());
      assertTrue(nulls > 800 && nulls < 1600, () -> nulls + " of 12000");

      for (NdjsonLogs.Variant variant : NdjsonLogs.Variant.values()) {
        String logs = DuckDb.quoted(data.ndjson(variant, 1_000_000_000));
        long extras =
            Long.parseLong(
                duckdb
                    .row(
                        "select count(extra) from read_json("
                            + logs
                            + ", format='newline_delimited', columns={extra: 'JSON'})")
                    .getFirst());
        assertEquals(variant == NdjsonLogs.Variant.SHUFFLED, extras == 0, variant.name());
      }
    }
  }
}
