package io.paraflow.testing.bench;

import io.paraflow.core.file.RowFilter;
import io.paraflow.core.memory.BufferSizes;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.data.Table;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The few rows of Parquet files that a filter wants, all columns of them, against DuckDB. Speeds
 * are in stored bytes of the whole file.
 */
final class FilterBench {
  private final BenchOptions options;
  private final Comparison comparison;

  FilterBench(BenchOptions options, Comparison comparison) {
    this.options = options;
    this.comparison = comparison;
  }

  /** What a case's name begins with. */
  static String name(ParquetData data) {
    return (data.table() == Table.LINEITEM ? "filter-near-" : "filter-apart-") + data.name();
  }

  /** Files of large pages and of small ones; wanted rows that lie together, and that lie apart. */
  static List<ParquetData> data() {
    return ParquetData.all().stream()
        .filter(data -> data.table() != Table.NESTED && data.codec().equals("snappy"))
        .toList();
  }

  /** One row of a hundred: the middle of the order keys, or errors of a status. */
  private static List<String> conditions(ParquetData data, long rows) {
    return data.table() == Table.LINEITEM
        ? List.of("l_orderkey >= " + rows / 2, "l_orderkey < " + (rows / 2 + rows / 100))
        : List.of("status = 503", "severity = 'ERROR'");
  }

  /**
   * Checks and times a case.
   *
   * @param data one of {@link #data}
   */
  void run(ParquetData data, Path file, long rows) throws Exception {
    List<String> conditions = conditions(data, rows);
    RowFilter filter = RowFilter.parse(conditions);
    String query =
        "from %s where %s".formatted(DuckDb.quoted(file), String.join(" and ", conditions));
    try (BufferAllocator root = BufferSizes.newAllocator(Long.MAX_VALUE);
        OurReader ours = new OurReader("parquet", Map.of(), root);
        DuckDb duckdb = new DuckDb()) {
      Fingerprint actual = new Fingerprint();
      ours.read(file, filter, batch -> actual.add(batch.root()));
      Fingerprint expected = new Fingerprint();
      duckdb.export(query, root, expected::add);
      if (!actual.equals(expected) || expected.rows() == 0) {
        throw new IllegalStateException(
            "%s differs from DuckDB's reading%nours   %s%nduckdb %s"
                .formatted(name(data), actual, expected));
      }
      options
          .out()
          .printf("check parquet %s %d rows equal to DuckDB's%n", name(data), expected.rows());
      comparison.run(
          name(data),
          Files.size(file),
          expected.rows(),
          new Contender("ours", () -> ours.read(file, filter, _ -> {})),
          List.of(
              new Contender(
                  "duckdb-export",
                  () -> {
                    long[] seen = {0};
                    duckdb.export(query, root, batch -> seen[0] += batch.getRowCount());
                    return seen[0];
                  })));
    }
  }
}
