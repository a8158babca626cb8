package io.paraflow.discoverer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.cli.Console;
import io.paraflow.cli.Signals;
import io.paraflow.cli.StatusLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DiscoverCommandTest {
  private static final Instant NOW = Instant.parse("2024-05-08T12:00:00Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    file("logs/web/2024/05/01/a.parquet", 100, NOW.minusSeconds(7 * 86_400));
    file("logs/web/2024/05/02/b.parquet", 2000, NOW.minusSeconds(3600));
    file("logs/db/2024/05/01/c.ndjson", 300, NOW.minusSeconds(60));
  }

  @Test
  void writesOneObjectPerFileOnALineOfItsOwn() {
    assertEquals(0, run(folder.toString()));
    assertEquals(
        """
        {"uri":"file://%1$s/logs/db/2024/05/01/c.ndjson","size_bytes":300,"last_modified":"2024-05-08T11:59:00Z"}
        {"uri":"file://%1$s/logs/web/2024/05/01/a.parquet","size_bytes":100,"last_modified":"2024-05-01T12:00:00Z"}
        {"uri":"file://%1$s/logs/web/2024/05/02/b.parquet","size_bytes":2000,"last_modified":"2024-05-08T11:00:00Z"}
        """
            .formatted(folder),
        out());
  }

  @Test
  void statisticsGoToStandardError() {
    assertEquals(0, run(folder.toString(), "--pattern", "*.parquet"));
    assertEquals(
        """
        files discovered  3 (2.40 kB)
        files filtered    1
        files output      2 (2.10 kB)
        prefixes listed   1 of 1
        errors            0
        started           2024-05-08T12:00:00Z
        completed         2024-05-08T12:00:00Z
        time              0.00 s, 0 files/s
        """,
        err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -P *.parquet                       | a b
          --pattern=[!a]*                    | b c
          --min-size 300                     | b c
          --max-size 300                     | a c
          --min-size 0.3kB --max-size 300B   | c
          --modified-after -24h              | b c
          --modified-after -7d               | b c
          --modified-before -60s             | a b
          --modified-before 2024-05-02       | a
          --modified-after 2024-05-08T11:00:00Z | c
          --max-files 1                      | c
          --max-files 0                      | a b c
          """)
  void filtersChooseFiles(String flags, String names) {
    List<String> arguments = new ArrayList<>(Arrays.asList(flags.split(" ")));
    arguments.add(folder.toString());
    assertEquals(0, run(arguments.toArray(String[]::new)), this::err);
    assertEquals(Arrays.asList(names.split(" ")), names());
  }

  @Test
  void largeFilesAreCutIntoPartsWhereTheirNamesAllowIt() throws IOException {
    file("big/d.ndjson", 150_001, NOW);
    file("big/e.ndjson.gz", 150_000, NOW);
    assertEquals(0, run(folder.resolve("big").toString(), "--split-size", "100kB"));
    String time = "\"last_modified\":\"2024-05-08T12:00:00Z\"";
    assertEquals(
        """
        {"uri":"file://%1$s/big/d.ndjson","size_bytes":150001,%2$s,"range_start":0,"range_end":75001}
        {"uri":"file://%1$s/big/d.ndjson","size_bytes":150001,%2$s,"range_start":75001,"range_end":150001}
        {"uri":"file://%1$s/big/e.ndjson.gz","size_bytes":150000,%2$s}
        """
            .formatted(folder, time),
        out());
    assertTrue(err().contains("files output      2 (300 kB), cut into 3 work items\n"), this::err);
    assertEquals(0, run(folder.toString(), "--split-size", "100kB", "--dry-run"));
    assertTrue(err().contains("bytes 75001 to 150001)"), this::err);
  }

  @Test
  void aTemplateListsTheFoldersThatAreThere() {
    assertEquals(
        0,
        run(
            folder.toString(),
            "--partitioning",
            "logs/${service}/${_time:%Y/%m/%d}/",
            "-f",
            "service=web,db",
            "-f",
            "_time=2024-05-01..2024-05-03"),
        this::err);
    assertEquals(List.of("a", "b", "c"), names());
    assertTrue(err().contains("prefixes listed   3 of 3\n"), this::err);
  }

  @Test
  void locationsThatOverlapGiveEachFileOnce() {
    assertEquals(0, run(folder.toString(), folder + "/logs/web", folder + "/logs"));
    assertEquals(List.of("a", "b", "c"), names());
  }

  @Test
  void filesAndGlobsAreLocationsToo() {
    assertEquals(0, run(folder + "/logs/db/2024/05/01/c.ndjson", folder + "/logs/*/2024/05/02/*"));
    assertEquals(List.of("b", "c"), names());
  }

  @Test
  void aDryRunShowsASampleAndHandsNothingOn() {
    assertEquals(0, run("--dry-run", "--sample-count=2", folder.toString()));
    assertEquals("", out());
    assertTrue(
        err()
            .startsWith(
                """
                sample            file://%1$s/logs/db/2024/05/01/c.ndjson (300 B, 2024-05-08T11:59:00Z)
                sample            file://%1$s/logs/web/2024/05/01/a.parquet (100 B, 2024-05-01T12:00:00Z)
                files discovered  3 (2.40 kB)
                """
                    .formatted(folder)),
        this::err);
    assertTrue(err().contains("files wanted      3 (2.40 kB)\n"), this::err);
  }

  @Test
  void aPlaceThatIsNotThereIsNamedAndTheOthersAreListed() {
    assertEquals(4, run(folder + "/none", folder + "/logs/db"));
    assertEquals(List.of("c"), names());
    assertTrue(
        err().startsWith("pf-discoverer: Cannot list file://" + folder + "/none: "), this::err);
    assertTrue(err().contains("errors            1\n"), this::err);
  }

  @Test
  void aTemplateBelowAFolderThatIsNotThereFails() {
    assertEquals(4, run(folder + "/none", "--partitioning", "${v}/", "-f", "v=a,b"));
    assertTrue(err().contains("/none: "), this::err);
  }

  @Test
  void prettyObjectsTakeSeveralLines() {
    assertEquals(0, run("--output-format", "json", folder + "/logs/db"));
    assertTrue(out().startsWith("{\n  \"uri\": \"file://"), this::out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                                | nothing to list
          --bucket b --prefx x                  | did you mean --prefix?
          --bucket b/x                          | --bucket takes a bucket's name alone
          --bucket b s3://c                     | cannot stand beside s3://c
          gs://b/x                              | no such kind of location; there are [file, s3]
          s3://                                 | No bucket in location
          s3://b --min-size x                   | --min-size: "x" is not a size
          s3://b --min-size 2k --max-size 1k    | no file fits
          s3://b --modified-after soon          | --modified-after: "soon" is not a time
          s3://b --modified-before 24h          | --modified-before: "24h" is not a time
          s3://b --pattern [a                   | lacks a ]
          s3://b --filter a=b                   | --partitioning, which is missing
          s3://b --partitioning ${a}            | the variable a of the template has no filter
          s3://b --partitioning ${a} -f b=1     | the variable a of the template has no filter
          s3://b --partitioning x -f b=1        | fits no variable of the template
          s3://b --partitioning ${a -f a=1      | no closing brace
          s3://b --partitioning ${_time:%Q} -f _time=2024 | unknown directive "%Q"
          s3://b --partitioning ${_time:%Y%j%H%M} -f _time=2024 | raise --max-prefixes
          /* --partitioning ${a} -f a=1         | is a glob
          s3://b --parallel-prefixes 0          | from 1 to 1000
          s3://b --concurrency many             | whole number
          s3://b --max-files -1                 | at least 0
          s3://b --destination kafka            | must be one of sqs, stdout
          s3://b --output-format xml            | must be one of jsonl, json
          s3://b --destination sqs              | --sqs-queue-url
          s3://b --sqs-queue-url http://x       | only where output.destination is sqs
          s3://b --split-size 1kB               | --split-size must be at least 64KB but is 1kB
          s3://b --split-size big               | --split-size: "big" is not a size
          s3://b --task-token x                 | act on the exit code
          """)
  void badCommandLinesEndBeforeAnythingIsDone(String arguments, String reason) {
    String[] words = arguments == null ? new String[0] : arguments.split(" ");
    assertEquals(2, run(words), this::err);
    assertTrue(err().contains(reason), this::err);
    assertEquals("", out());
  }

  @Test
  void validateSaysWhetherAConfigurationIsUsable() throws IOException {
    Path file = folder.resolve("discoverer.yaml");
    Files.writeString(
        file,
        """
        source:
          bucket: logs
          partitioning: "$${service}/$${_time:%F}/"
          filter: ["service=web,db", "_time=2024-05-01..2024-05-03"]
        selection: {pattern: "*.parquet", min_size: 1MB}
        """);
    assertEquals(0, run("--config", file.toString(), "--validate"), this::err);
    assertEquals(2, run("--config", file.toString(), "--validate", "--max-size", "x"));
  }

  @Test
  void helpShowsEveryFlagAndVersionTheBuild() {
    assertEquals(0, run("--help"));
    for (String flag :
        List.of(
            "-b, --bucket",
            "-p, --prefix",
            "--s3-endpoint",
            "--region",
            "--no-imds",
            "--profile",
            "--access-key",
            "--secret-key",
            "--session-token",
            "-P, --pattern",
            "--max-files",
            "--dry-run",
            "--sample-count",
            "--partitioning",
            "-f, --filter",
            "--min-size",
            "--max-size",
            "--modified-after",
            "--modified-before",
            "--concurrency",
            "--parallel-prefixes",
            "--destination",
            "--output-format",
            "--sqs-queue-url",
            "--sqs-endpoint",
            "--sqs-batch-size",
            "--progress",
            "--progress-interval",
            "-l, --log-level",
            "--version",
            "Exit codes:",
            "Examples:")) {
      assertTrue(out().contains(flag), () -> flag + " in " + out());
    }
    assertEquals(0, run("--version"));
    assertTrue(out().startsWith("pf-discoverer "), this::out);
  }

  @Test
  void aReaderThatWentAwayIsNoFailure() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertEquals(0, run(gone, new Signals(), folder.toString()));
    assertEquals("", err());
  }

  @Test
  void aDestinationThatFailsEndsWithStatisticsAndItsReason() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertEquals(1, run(full, new Signals(), folder.toString()));
    assertTrue(err().contains("files output      0 (0 B)\n"), this::err);
    assertTrue(err().contains("No space left on device"), this::err);
  }

  @Test
  void aRequestToStopEndsWithStatisticsAndItsCode() {
    Signals signals = new Signals();
    signals.receive(15);
    assertEquals(143, run(out, signals, folder.toString()));
    assertEquals("", out());
    assertTrue(err().contains("files output      0 (0 B)\n"), this::err);
  }

  @Test
  void nothingSecretIsShown() {
    assertEquals(
        4,
        run(
            "s3://logs/",
            "--s3-endpoint",
            "http://127.0.0.1:1",
            "--access-key",
            "AKIACANARY",
            "--secret-key",
            "canary",
            "-l",
            "trace"));
    assertFalse(err().contains("canary"), this::err);
    assertFalse(err().contains("AKIACANARY"), this::err);
    assertTrue(err().contains("pf-discoverer: Cannot list s3://logs/: "), this::err);
  }

  private int run(String... arguments) {
    return run(out, new Signals(), arguments);
  }

  private int run(OutputStream files, Signals signals, String... arguments) {
    out.reset();
    err.reset();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new StatusLine(new PrintStream(err, true, StandardCharsets.UTF_8), false),
            Map.of(),
            false);
    return Main.run(arguments, console, files, Clock.fixed(NOW, ZoneOffset.UTC), signals);
  }

  private List<String> names() {
    return out().lines().map(line -> line.replaceAll(".*/(.)\\.\\w+\".*", "$1")).sorted().toList();
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void file(String name, int size, Instant modified) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[size]);
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }
}
