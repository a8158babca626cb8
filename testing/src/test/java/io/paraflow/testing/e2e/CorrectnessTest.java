package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.testing.data.DailyLogs;
import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.data.Table;
import io.paraflow.testing.fixtures.Checksums;
import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import io.paraflow.testing.fixtures.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
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

  private Path folder = Path.of("");
  private final DuckDb duckdb = new DuckDb();

  @BeforeAll
  void makeData(@TempDir Path temporary) throws IOException {
    folder = temporary;
    Path made = folder.resolve("made");
    try (DataSets sets = new DataSets(made, SCALE)) {
      for (ParquetData data : ParquetData.all()) {
        Path target = Files.createDirectories(folder.resolve(data.table().sqlName()));
        Files.createLink(target.resolve(data.name() + ".parquet"), sets.parquet(data));
      }
    }
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
  void parquet(Table table, int threads) {
    Path files = folder.resolve(table.sqlName());
    String expected = Checksums.parquet(files);
    Map<String, String> columns = Checksums.columns(duckdb, expected);

    Path out = pipe(files, "*.parquet", threads);

    assertEquals(
        Checksums.of(duckdb, expected, columns),
        Checksums.of(duckdb, Checksums.jsonLines(out, columns), columns));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void ndjsonPlainAndCompressed(int threads) {
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

    Path out = pipe(folder.resolve("logs"), "*.ndjson*", threads);

    assertEquals(
        Checksums.of(
            duckdb, Checksums.jsonLines(folder.resolve("logs/**/*.ndjson*"), columns), columns),
        Checksums.of(duckdb, Checksums.jsonLines(out, columns), columns));
  }

  private Path pipe(Path files, String pattern, int threads) {
    Path out = folder.resolve("out-" + threads + "-" + files.getFileName() + ".ndjson");
    Ended ended =
        new Commands(folder, Map.of())
            .run(
                "%s %s --pattern %s | %s --destination stdout --threads %d > %s"
                    .formatted(
                        Commands.bin("pf-discoverer"),
                        Commands.quoted(files.toString()),
                        Commands.quoted(pattern),
                        Commands.bin("pf-worker"),
                        threads,
                        Commands.quoted(out.toString())));
    assertEquals(0, ended.exit(), ended.err());
    return out;
  }
}
