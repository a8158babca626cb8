package io.paraflow.testing.bench;

import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.memory.BufferSizes;
import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.data.Table;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Parquet to Arrow, against DuckDB, Arrow's C++ reader, parquet-java, and against decompressing the
 * same pages without decoding them.
 */
final class ParquetBench implements CaseBench {
  private static final List<ParquetData> LARGEST =
      List.of(ParquetData.ONE_ROW_GROUP, ParquetData.HUGE);

  /** Ends the names of cases that keep text as indices and dictionaries, as JSON is written of. */
  static final String KEPT = "-kept-dictionaries";

  private static final ReadSpec ENCODED = OurReader.SPEC.withDictionaries(true);

  private final BenchOptions options;
  private final Comparison comparison;

  ParquetBench(BenchOptions options) {
    this.options = options;
    this.comparison = new Comparison(options.out(), "parquet", options.passes());
  }

  @Override
  public List<String> cases() {
    List<String> cases = new ArrayList<>();
    ParquetData.all().forEach(data -> cases.add(data.name()));
    FilterBench.data().forEach(data -> cases.add(FilterBench.name(data)));
    LARGEST.stream().map(ParquetData::name).filter(options.only()::equals).forEach(cases::add);
    return cases;
  }

  @Override
  public void run(String name) throws Exception {
    String unavailable = ArrowDataset.unavailable();
    if (unavailable != null) {
      options.out().printf("skip parquet %s/arrow-dataset: %s%n", name, unavailable);
    }
    try (DataSets sets = new DataSets(options.data(), options.scale())) {
      for (ParquetData data : FilterBench.data()) {
        if (FilterBench.name(data).equals(name)) {
          new FilterBench(options, comparison).run(data, sets.parquet(data), sets.rows(data));
        }
      }
      List<ParquetData> all = new ArrayList<>(ParquetData.all());
      all.addAll(LARGEST);
      for (ParquetData data : all) {
        if (data.name().equals(name)) {
          run(data, sets.parquet(data), sets.rows(data), unavailable == null);
        }
      }
    }
  }

  /** Reads the largest files, as far as they are there, for the memory that it takes. */
  void measureLargest() throws Exception {
    try (DataSets sets = new DataSets(options.data(), options.scale())) {
      for (ParquetData data : LARGEST) {
        if (sets.hasParquet(data)) {
          readOnly(data, sets.parquet(data), sets.rows(data));
        }
      }
    }
  }

  private void run(ParquetData data, Path file, long rows, boolean withArrow) throws Exception {
    String table = DuckDb.quoted(file);
    try (BufferAllocator root = BufferSizes.newAllocator(Long.MAX_VALUE);
        OurReader ours = new OurReader("parquet", Map.of(), root);
        DuckDb duckdb = new DuckDb()) {
      long bytes = check(data, file, rows, ours, duckdb, root, withArrow);
      printMemory(data, ours);

      List<Contender> peers = new ArrayList<>();
      peers.add(counting("duckdb-export", each -> duckdb.export("from " + table, root, each)));
      peers.add(
          new Contender(
              "duckdb-scan",
              () -> {
                duckdb.row("select sum(hash(columns(*))) from " + table);
                return rows;
              }));
      if (withArrow) {
        peers.add(counting("arrow-dataset", each -> ArrowDataset.read(file, root, each)));
      }
      if (data.table() != Table.NESTED && data.codec().equals("snappy")) {
        peers.add(counting("parquet-java", each -> GroupVectors.read(file, root, each)));
      }
      Contender lookedUp = new Contender("looked-up", () -> ours.read(file, _ -> {}));
      Contender kept = new Contender("kept-dictionaries", () -> ours.read(file, ENCODED, _ -> {}));
      List<Contender> peersOfKept = new ArrayList<>(List.of(lookedUp));
      if (!data.codec().equals("uncompressed")) {
        Contender decompression = new Contender("decompression", () -> ours.decompress(file));
        peers.add(decompression);
        peersOfKept.add(decompression);
      }
      comparison.run(data.name(), bytes, rows, lookedUp, peers);
      comparison.run(data.name() + KEPT, bytes, rows, kept, peersOfKept);
    }
  }

  /** A way to read a file into batches that are only lent. */
  @FunctionalInterface
  private interface Reading {
    void run(Consumer<VectorSchemaRoot> each) throws Exception;
  }

  private static Contender counting(String name, Reading reading) {
    return new Contender(
        name,
        () -> {
          long[] seen = {0};
          reading.run(batch -> seen[0] += batch.getRowCount());
          return seen[0];
        });
  }

  private void readOnly(ParquetData data, Path file, long rows) {
    try (BufferAllocator root = BufferSizes.newAllocator(Long.MAX_VALUE);
        OurReader ours = new OurReader("parquet", Map.of(), root)) {
      long seen = ours.read(file, _ -> {});
      if (seen != rows) {
        throw new IllegalStateException(
            "%d rows of %s, which has %d".formatted(seen, data.name(), rows));
      }
      printMemory(data, ours);
    }
  }

  private void printMemory(ParquetData data, OurReader ours) {
    options
        .out()
        .printf(Locale.ROOT, "memory parquet %s %.1f%n", data.name(), ours.peakBytes() / 1e6);
  }

  /** Compares every value with DuckDB's, and returns how many Arrow bytes there are. */
  private long check(
      ParquetData data,
      Path file,
      long rows,
      OurReader ours,
      DuckDb duckdb,
      BufferAllocator root,
      boolean withArrow)
      throws Exception {
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
    if (expected.rows() != rows) {
      throw new IllegalStateException(
          "DuckDB reads %d rows of %s, which has %d".formatted(expected.rows(), data.name(), rows));
    }
    requireEqual(data, "ours", actual, expected);
    Fingerprint encoded = new Fingerprint();
    ours.read(file, ENCODED, encoded::add);
    requireEqual(data, "ours with dictionaries", encoded, expected);
    if (withArrow) {
      Fingerprint arrow = new Fingerprint();
      ArrowDataset.read(file, root, arrow::add);
      requireEqual(data, "arrow-dataset", arrow, expected);
    }
    options
        .out()
        .printf(
            "check parquet %s %d rows, %d columns equal to DuckDB's%n",
            data.name(), rows, actual.columnCount());
    return bytes[0];
  }

  private static void requireEqual(
      ParquetData data, String reader, Fingerprint actual, Fingerprint expected) {
    if (!actual.equals(expected)) {
      throw new IllegalStateException(
          "%s differs from DuckDB's reading%n%s %s%nduckdb %s"
              .formatted(data.name(), reader, actual, expected));
    }
  }
}
