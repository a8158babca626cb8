package io.paraflow.testing.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.data.Table;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every comparison runs, and everybody sees the same values. */
class BenchTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @Test
  void parquet() throws Exception {
    runAll(new ParquetBench(options()));

    Set<String> expected = new TreeSet<>();
    for (ParquetData data : ParquetData.all()) {
      expected.add(data.name() + "/duckdb-export");
      expected.add(data.name() + "/duckdb-scan");
      expected.add(data.name() + ParquetBench.KEPT + "/looked-up");
      if (data.table() != Table.NESTED && data.codec().equals("snappy")) {
        expected.add(data.name() + "/parquet-java");
      }
      if (!data.codec().equals("uncompressed")) {
        expected.add(data.name() + "/decompression");
        expected.add(data.name() + ParquetBench.KEPT + "/decompression");
      }
      if (ArrowDataset.unavailable() == null) {
        expected.add(data.name() + "/arrow-dataset");
      }
    }
    for (ParquetData data : FilterBench.data()) {
      expected.add(FilterBench.name(data) + "/duckdb-export");
    }
    assertEquals(expected, cases("parquet"));
    for (ParquetData data : ParquetData.all()) {
      String line = "(?s).*memory parquet " + data.name() + " [0-9]+[.][0-9]\\R.*";
      assertTrue(written.toString(StandardCharsets.UTF_8).matches(line), data.name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "ndjson"})
  void threads(String format) throws Exception {
    new ThreadsBench(format, options()).run();

    assertEquals(
        Runtime.getRuntime().availableProcessors() < 2
            ? Set.of()
            : Set.of("two-threads/one-thread"),
        cases(format));
  }

  @Test
  void ndjson() throws Exception {
    runAll(new NdjsonBench(options()));

    assertEquals(
        new TreeSet<>(
            Set.of(
                "parse-given/jackson",
                "parse-given/duckdb",
                "parse-inferred/jackson",
                "parse-inferred/duckdb",
                "parse-shuffled/jackson",
                "parse-shuffled/duckdb",
                "parse-gzip/jackson",
                "parse-gzip/duckdb",
                "parse-words/vectors",
                "write/jackson",
                "bulk/jackson")),
        cases("ndjson"));
  }

  @Test
  void aCaseIsChosenByItsNameOrByAText() {
    List<String> cases = List.of("lineitem-snappy", "filter-lineitem-snappy", "lineitem-zstd");

    assertEquals(List.of("lineitem-snappy"), options("lineitem-snappy").chosen(cases));
    assertEquals(
        List.of("lineitem-snappy", "filter-lineitem-snappy"), options("snappy").chosen(cases));
    assertEquals(cases, options("").chosen(cases));
    assertEquals(List.of(), options("events").chosen(cases));
  }

  private static void runAll(CaseBench bench) throws Exception {
    for (String each : bench.cases()) {
      bench.run(each);
    }
  }

  private BenchOptions options() {
    return options("");
  }

  private BenchOptions options(String only) {
    return new BenchOptions(
        folder, 0.001, 1, only, new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  private Set<String> cases(String bench) {
    return written
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.matches("ratio " + bench + " \\S+ [0-9]+ [0-9]+ [0-9.]+"))
        .map(line -> line.split(" ", -1)[2])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
