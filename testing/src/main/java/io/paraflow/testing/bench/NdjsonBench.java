package io.paraflow.testing.bench;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.memory.BufferSizes;
import io.paraflow.reader.ndjson.NdjsonOptions;
import io.paraflow.reader.ndjson.NdjsonScanners;
import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.NdjsonLogs.Variant;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.Fingerprint;
import io.paraflow.testing.fixtures.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.BufferAllocator;

/** NDJSON to Arrow, against Jackson and DuckDB; and back, see {@link NdjsonWriteBench}. */
final class NdjsonBench implements CaseBench {
  /** About how many bytes of JSON a file has. */
  static final long BYTES = 256_000_000;

  private static final String GIVEN = "parse-given";
  private static final String INFERRED = "parse-inferred";
  private static final String SHUFFLED = "parse-shuffled";
  private static final String GZIP = "parse-gzip";
  private static final String WORDS = "parse-words";
  private static final String WRITE = "write";
  private static final String BULK = "bulk";
  private static final int STREAM_BYTES = 1 << 16;

  private final BenchOptions options;
  private final Comparison comparison;

  NdjsonBench(BenchOptions options) {
    this.options = options;
    this.comparison = new Comparison(options.out(), "ndjson", options.passes());
  }

  @Override
  public List<String> cases() {
    return List.of(GIVEN, INFERRED, SHUFFLED, GZIP, WORDS, WRITE, BULK);
  }

  @Override
  public void run(String name) throws Exception {
    try (DataSets sets = new DataSets(options.data(), options.scale());
        BufferAllocator root = BufferSizes.newAllocator(Long.MAX_VALUE);
        DuckDb duckdb = new DuckDb()) {
      Path plain = sets.ndjson(Variant.PLAIN, BYTES);
      long bytes = Files.size(plain);
      switch (name) {
        case GIVEN -> parse(name, plain, bytes, given(), root, duckdb);
        case INFERRED -> parse(name, plain, bytes, Map.of(), root, duckdb);
        case SHUFFLED -> {
          Path shuffled = sets.ndjson(Variant.SHUFFLED, BYTES);
          parse(name, shuffled, Files.size(shuffled), given(), root, duckdb);
        }
        case GZIP -> parse(name, sets.ndjson(Variant.GZIP, BYTES), bytes, given(), root, duckdb);
        case WORDS -> compareScanners(name, plain, bytes, root);
        case WRITE, BULK -> write(name, plain, root);
        default -> throw new IllegalArgumentException(name);
      }
    }
  }

  private void write(String name, Path file, BufferAllocator root) throws Exception {
    List<Batch> batches;
    try (OurReader reader = new OurReader("ndjson", given(), root)) {
      batches = reader.keep(file, root);
    }
    try {
      NdjsonWriteBench bench = new NdjsonWriteBench(options, comparison);
      if (name.equals(WRITE)) {
        bench.runWrite(name, batches, root);
      } else {
        bench.runBulk(name, batches, root);
      }
    } finally {
      batches.forEach(Batch::close);
    }
  }

  /** How fast the parser is without the Vector API. */
  private void compareScanners(String name, Path file, long bytes, BufferAllocator root)
      throws Exception {
    NdjsonOptions flags = Plugins.options(NdjsonOptions.class, given());
    try (OurReader words = new OurReader(NdjsonScanners.words(flags), root);
        OurReader vectors = new OurReader(NdjsonScanners.vectors(flags), root)) {
      long rows = vectors.read(file, _ -> {});
      comparison.run(
          name,
          bytes,
          rows,
          new Contender("words", () -> words.read(file, _ -> {})),
          List.of(new Contender("vectors", () -> vectors.read(file, _ -> {}))));
    }
  }

  /** The format's options with the schema of the log lines. */
  static Map<String, List<String>> given() {
    return Map.of("--ndjson-schema", List.of(LogColumns.OURS));
  }

  private void parse(
      String name,
      Path file,
      long bytes,
      Map<String, List<String>> flags,
      BufferAllocator root,
      DuckDb duckdb)
      throws Exception {
    boolean inferred = flags.isEmpty();
    String query =
        "from read_json(%s, format='newline_delimited'%s)"
            .formatted(DuckDb.quoted(file), inferred ? "" : ", columns=" + LogColumns.DUCKDB);
    try (OurReader ours = new OurReader("ndjson", flags, root)) {
      long rows = check(name, file, ours, root, duckdb);
      List<Contender> peers = new ArrayList<>();
      peers.add(
          new Contender(
              "jackson",
              () -> {
                long[] seen = {0};
                try (InputStream in = open(file)) {
                  JacksonVectors.read(in, root, batch -> seen[0] += batch.getRowCount());
                }
                return seen[0];
              }));
      peers.add(
          new Contender(
              "duckdb",
              () -> {
                long[] seen = {0};
                duckdb.export(query, root, batch -> seen[0] += batch.getRowCount());
                return seen[0];
              }));
      comparison.run(
          name, bytes, rows, new Contender("ours", () -> ours.read(file, _ -> {})), peers);
    }
  }

  /** Compares every value with Jackson's and DuckDB's, and returns how many records there are. */
  private long check(String name, Path file, OurReader ours, BufferAllocator root, DuckDb duckdb)
      throws IOException {
    Fingerprint actual = new Fingerprint();
    ours.read(file, batch -> actual.add(batch.root(), LogColumns.NAMES));
    Fingerprint jackson = new Fingerprint();
    try (InputStream in = open(file)) {
      JacksonVectors.read(in, root, batch -> jackson.add(batch, LogColumns.NAMES));
    }
    Fingerprint expected = new Fingerprint();
    duckdb.export(
        "from read_json(%s, format='newline_delimited', columns=%s)"
            .formatted(DuckDb.quoted(file), LogColumns.DUCKDB),
        root,
        expected::add);
    if (!actual.equals(expected) || !jackson.equals(expected)) {
      throw new IllegalStateException(
          "%s: readings differ%nours    %s%njackson %s%nduckdb  %s"
              .formatted(name, actual, jackson, expected));
    }
    options
        .out()
        .printf(
            "check ndjson %s %d rows, %d columns equal to Jackson's and DuckDB's%n",
            name, actual.rows(), actual.columnCount());
    return actual.rows();
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in, STREAM_BYTES) : in;
  }
}
