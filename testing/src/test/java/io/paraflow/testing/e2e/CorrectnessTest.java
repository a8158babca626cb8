package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.testing.data.DailyLogs;
import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.NdjsonLogs.Variant;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.data.Table;
import io.paraflow.testing.fixtures.Checksums;
import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes out of the pipe is what DuckDB reads, value by value, however many threads there are.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorrectnessTest {
  private static final double SCALE = 0.003;
  private static final long NDJSON_BYTES = 256_000_000;
  private static final Path FULL_SIZE = Project.root().resolve(".pf/bench/full");

  private Path folder = Path.of("");
  private final DuckDb duckdb = new DuckDb();

  @BeforeAll
  void makeData(@TempDir Path temporary) throws IOException {
    folder = temporary;
    DailyLogs.write(folder, 2, 1_000, 400_000);
  }

  @AfterAll
  void closeDuckDb() {
    duckdb.close();
  }

  @ParameterizedTest
  @CsvSource({
    "LINEITEM, 1", "LINEITEM, 2", "LINEITEM, 4",
    "EVENTS, 1", "EVENTS, 2", "EVENTS, 4",
    "NESTED, 1", "NESTED, 2", "NESTED, 4"
  })
  void parquet(Table table, int threads) throws IOException {
    try (DataSets sets = new DataSets(folder.resolve("made"), SCALE)) {
      parquet(files(table, sets), threads, folder);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void ndjsonPlainAndCompressed(int threads) throws IOException {
    ndjson(folder.resolve("logs/**/*.ndjson*"), threads, folder);
  }

  @ParameterizedTest
  @EnabledIfSystemProperty(named = "pf.big", matches = "true")
  @ValueSource(ints = {1, 2, 4})
  void ndjsonOfFullSize(int threads) throws IOException {
    try (DataSets sets = new DataSets(FULL_SIZE, 1)) {
      for (Variant variant : Variant.values()) {
        sets.ndjson(variant, NDJSON_BYTES);
      }
    }
    ndjson(FULL_SIZE.resolve("logs-" + NDJSON_BYTES + "*.ndjson*"), threads, FULL_SIZE);
  }

  private void ndjson(Path files, int threads, Path outputs) throws IOException {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name :
        List.of("timestamp", "level", "service", "host", "message", "user_id", "trace_id")) {
      columns.put(name, "VARCHAR");
    }
    columns.put("status", "BIGINT");
    columns.put("bytes", "BIGINT");
    columns.put("duration_ms", "DOUBLE");
    columns.put("cached", "BOOLEAN");
    columns.put("metadata", "STRUCT(region VARCHAR, \"version\" VARCHAR, retry BIGINT)");
    columns.put("extra", "STRUCT(c VARCHAR)");
    assertEqualsDuckDb(
        Checksums.jsonLines(files, columns), columns, pipe(List.of(files), threads, outputs));
  }

  @ParameterizedTest
  @EnabledIfSystemProperty(named = "pf.big", matches = "true")
  @CsvSource({
    "LINEITEM, 1", "LINEITEM, 2", "LINEITEM, 4",
    "EVENTS, 1", "EVENTS, 2", "EVENTS, 4",
    "NESTED, 1", "NESTED, 2", "NESTED, 4"
  })
  void parquetOfFullSize(Table table, int threads) throws IOException {
    try (DataSets sets = new DataSets(FULL_SIZE, 1)) {
      parquet(files(table, sets), threads, FULL_SIZE);
    }
  }

  @ParameterizedTest
  @EnabledIfSystemProperty(named = "pf.big", matches = "true")
  @ValueSource(ints = {1, 2, 4})
  void theTwoHugeFiles(int threads) throws IOException {
    try (DataSets sets = new DataSets(FULL_SIZE, 1)) {
      parquet(
          List.of(sets.parquet(ParquetData.ONE_ROW_GROUP), sets.parquet(ParquetData.HUGE)),
          threads,
          FULL_SIZE);
    }
  }

  private static List<Path> files(Table table, DataSets sets) {
    return Stream.concat(ParquetData.all().stream(), Stream.of(ParquetData.BROTLI))
        .filter(data -> data.table() == table)
        .map(sets::parquet)
        .toList();
  }

  private void parquet(List<Path> files, int threads, Path outputs) throws IOException {
    String expected = Checksums.parquet(files);
    Map<String, String> columns = Checksums.columns(duckdb, expected);

    assertEqualsDuckDb(expected, columns, pipe(files, threads, outputs));
  }

  private void assertEqualsDuckDb(String expected, Map<String, String> columns, Path out)
      throws IOException {
    try {
      assertEquals(
          Checksums.of(duckdb, expected, columns),
          Checksums.of(duckdb, Checksums.jsonLines(out, columns), columns));
    } finally {
      Files.delete(out);
    }
  }

  /** What comes out of the discoverer and the worker, as a file. */
  private static Path pipe(List<Path> files, int threads, Path outputs) throws IOException {
    Path out = Files.createTempFile(outputs, "out-", ".ndjson");
    String arguments =
        files.stream()
            .map(file -> Commands.quoted(file.toString()))
            .collect(Collectors.joining(" "));
    Ended ended =
        new Commands(outputs, Map.of())
            .within(Duration.ofMinutes(30))
            .run(
                "%s %s | %s --destination stdout --threads %d > %s"
                    .formatted(
                        Commands.bin("pf-discoverer"),
                        arguments,
                        Commands.bin("pf-worker"),
                        threads,
                        Commands.quoted(out.toString())));
    assertEquals(0, ended.exit(), ended.err());
    return out;
  }
}
