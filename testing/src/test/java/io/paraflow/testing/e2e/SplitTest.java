package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.fixtures.Checksums;
import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import io.paraflow.testing.fixtures.DuckDb;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that is cut into parts comes out of the pipe as it does whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SplitTest {
  private static final int ROWS = 40_000;
  private static final Map<String, String> COLUMNS =
      Map.of("id", "BIGINT", "name", "VARCHAR", "amount", "DOUBLE");

  private Path folder = Path.of("");
  private final DuckDb duckdb = new DuckDb();

  @BeforeAll
  void makeFiles(@TempDir Path temporary) throws IOException {
    folder = temporary;
    String rows =
        "(select i as id, 'name é😀 ' || hash(i) as name, i / 4.0 as amount from range(%d) t(i))"
            .formatted(ROWS);
    Path parquet = folder.resolve("rows.parquet");
    Path json = folder.resolve("rows.ndjson");
    duckdb.run(
        "copy %s to %s (format parquet, row_group_size 2048)"
            .formatted(rows, DuckDb.quoted(parquet)));
    duckdb.run("copy %s to %s (format json)".formatted(rows, DuckDb.quoted(json)));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("rows.ndjson.gz")))) {
      Files.copy(json, out);
    }
    // A name that promises more than the content keeps.
    Files.copy(folder.resolve("rows.ndjson.gz"), folder.resolve("packed.ndjson"));
  }

  @AfterAll
  void closeDuckDb() {
    duckdb.close();
  }

  @ParameterizedTest
  @CsvSource({
    "rows.parquet, 100KB, 2",
    "rows.parquet, 64KB, 4",
    "rows.ndjson, 64KB, 2",
    "rows.ndjson, 1MB, 4",
    "rows.ndjson.gz, 64KB, 4",
    "packed.ndjson, 64KB, 4"
  })
  void everyRowArrivesOnce(String name, String splitSize, int threads) throws IOException {
    Path out = folder.resolve("out.ndjson");
    Path file = folder.resolve(name);
    Ended ended =
        new Commands(folder, Map.of())
            .run(
                "%s --split-size %s %s | tee items | %s --threads %d > %s"
                    .formatted(
                        Commands.bin("pf-discoverer"),
                        splitSize,
                        Commands.quoted(file.toString()),
                        Commands.bin("pf-worker"),
                        threads,
                        Commands.quoted(out.toString())));

    assertEquals(0, ended.exit(), ended.err());
    long items = Files.readAllLines(folder.resolve("items")).size();
    assertEquals(name.endsWith(".gz"), items == 1, items + " work items");
    assertTrue(
        ended.err().contains("files    %d processed, 0 failed".formatted(items)), ended.err());
    assertEquals(
        Checksums.of(duckdb, Checksums.parquet(List.of(folder.resolve("rows.parquet"))), COLUMNS),
        Checksums.of(duckdb, Checksums.jsonLines(out, COLUMNS), COLUMNS));
  }
}
