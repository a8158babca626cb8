package io.paraflow.testing.bench;

import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.data.Table;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Parquet to Arrow, against DuckDB and parquet-java. */
final class ParquetBench {
  private final BenchOptions options;
  private final Comparison comparison;

  ParquetBench(BenchOptions options) {
    this.options = options;
    this.comparison = new Comparison(options.out(), "parquet", options.passes());
  }

  /** Runs every case that is asked for; the two largest files only by their name. */
  void run() throws Exception {
    Stream<ParquetData> large =
        Stream.of(ParquetData.ONE_ROW_GROUP, ParquetData.HUGE)
            .filter(data -> data.name().equals(options.only()));
    Stream<ParquetData> usual =
        ParquetData.all().stream().filter(data -> options.runs(data.name()));
    try (DataSets sets = new DataSets(options.data(), options.scale())) {
      for (ParquetData data : Stream.concat(usual, large).toList()) {
        run(data, sets.parquet(data), sets.rows(data));
      }
    }
  }

  private void run(ParquetData data, Path file, long rows) throws Exception {
    String table = DuckDb.quoted(file);
    try (BufferAllocator root = new RootAllocator();
        OurReader ours = new OurReader("parquet", Map.of(), root);
        DuckDb duckdb = new DuckDb()) {
      long bytes = check(data, file, rows, ours, duckdb, root);

      List<Contender> peers = new ArrayList<>();
      peers.add(
          new Contender(
              "duckdb-export",
              () -> {
                long[] seen = {0};
                duckdb.export("from " + table, root, batch -> seen[0] += batch.getRowCount());
                return seen[0];
              }));
      peers.add(
          new Contender(
              "duckdb-scan",
              () -> {
                duckdb.row("select sum(hash(columns(*))) from " + table);
                return rows;
              }));
      if (data.table() != Table.NESTED && data.codec().equals("snappy")) {
        peers.add(
            new Contender(
                "parquet-java",
                () -> {
                  long[] seen = {0};
                  GroupVectors.read(file, root, batch -> seen[0] += batch.getRowCount());
                  return seen[0];
                }));
      }
      comparison.run(
          data.name(), bytes, rows, new Contender("ours", () -> ours.read(file, _ -> {})), peers);
    }
  }

  /** Compares every value with DuckDB's, and returns how many Arrow bytes there are. */
  private long check(
      ParquetData data, Path file, long rows, OurReader ours, DuckDb duckdb, BufferAllocator root) {
    Fingerprint actual = new Fingerprint();
    long[] bytes = {0};
    ours.read(
        file,
        batch -> {
          actual.add(batch.root());
          bytes[0] += batch.arrowBytes();
        });
    Fingerprint expected = new Fingerprint();
    duckdb.export("from " + DuckDb.quoted(file), root, expected::add);
    if (expected.rows() != rows || !actual.equals(expected)) {
      throw new IllegalStateException(
          "%s differs from DuckDB's reading%nours   %s%nduckdb %s"
              .formatted(data.name(), actual, expected));
    }
    options
        .out()
        .printf(
            "check parquet %s %d rows, %d columns equal to DuckDB's%n",
            data.name(), rows, actual.columnCount());
    return bytes[0];
  }
}
