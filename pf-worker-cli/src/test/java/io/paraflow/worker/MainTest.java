package io.paraflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paraflow.cli.Console;
import io.paraflow.cli.ExitCode;
import io.paraflow.cli.Signals;
import io.paraflow.cli.StatusLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Map<String, String> environment = Map.of();
  private boolean terminal;
  @TempDir private Path folder;

  @Test
  void countsTheRowsOfFilesAndFolders() throws IOException {
    Path first = write("first.ndjson", "{\"a\":1}\n{\"a\":2}\n");
    Files.createDirectory(folder.resolve("more"));
    write("more/second.ndjson", "{\"a\":3}\n");
    write("more/third.ndjson", "{\"a\":4}\n{\"a\":5}\n{\"a\":6}\n");

    int code = run("-d", "stats", "--output-format", "json", first, folder.resolve("more"));

    assertEquals(ExitCode.OK, code, err());
    JsonNode report = new ObjectMapper().readTree(out());
    assertEquals(3, report.get("files").intValue());
    assertEquals(6, report.get("rows").intValue());
    assertEquals(48, report.get("fileBytes").intValue());
    assertEquals(0, report.get("filesFailed").intValue());
    assertTrue(report.get("bytesRead").longValue() >= 48, out());
    assertTrue(report.get("requests").longValue() >= 3, out());
    assertTrue(report.get("arrowBytes").longValue() >= 48, out());
    assertTrue(err().contains("  files    3 processed, 0 failed, 0 given back\n"), err());
    assertTrue(err().contains("  records  6 read, 0 filtered out, 6 written, 0 failed\n"), err());
  }

  @Test
  void reportsFiguresForPeople() throws IOException {
    Path file = write("a.ndjson", "{\"a\":1}\n");

    assertEquals(ExitCode.OK, run("-d", "stats", "-t", "1", "--job-id", "nightly", file));

    assertTrue(out().contains("rows          1\n"), out());
    assertTrue(out().contains("file bytes    8\n"), out());
    assertTrue(out().matches("(?s).*\nbytes read    \\d+\nrequests      \\d+\n.*"), out());
    assertTrue(err().contains(", job nightly: "), err());
    assertTrue(err().contains(" with 1 thread, "), err());
  }

  @Test
  void filtersAndProjects() throws IOException {
    Path file = write("a.ndjson", "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n{\"b\":\"z\"}\n");

    int code =
        run("-d", "stats", "--output-format", "json", "--columns", "b", "--filter", "a >= 2", file);

    assertEquals(ExitCode.OK, code, err());
    assertEquals(1, new ObjectMapper().readTree(out()).get("rows").intValue());
  }

  @Test
  void processesTheOthersWhereAFileFails() throws IOException {
    Path good = write("good.ndjson", "{\"a\":1}\n");
    Path missing = folder.resolve("missing.ndjson");

    int code =
        run("-d", "stats", "--log-format", "text", missing, good, folder.resolve("*.nothing"));

    assertEquals(ExitCode.PARTIAL, code, err());
    assertTrue(out().contains("files         1\n"), out());
    assertTrue(out().contains("failed files  2\n"), out());
    assertTrue(err().contains("missing.ndjson"), err());
    assertTrue(err().contains("*.nothing"), err());
  }

  @Test
  void refusesAnUnknownColumnBeforeAnyRow() throws IOException {
    Path file = write("a.ndjson", "{\"a\":1}\n");

    assertEquals(ExitCode.PARTIAL, run("-d", "stats", "--columns", "c", file));

    assertTrue(err().contains("UNKNOWN_COLUMN"), err());
    assertTrue(out().contains("rows          0\n"), out());
  }

  @Test
  void countsRecordsThatCannotBeRead() throws IOException {
    Path file = write("a.ndjson", "{\"a\":1}\n{bad\n{\"a\":3}\n");

    assertEquals(ExitCode.PARTIAL, run("-d", "stats", "--log-format", "text", file));

    assertTrue(out().contains("rows          2\n"), out());
    assertTrue(out().contains("failed rows   1\n"), out());
    assertTrue(err().contains("file://" + file + ": the record at byte 8 cannot be read"), err());
  }

  @Test
  void refusesWhatIsPlannedInTheSampleConfiguration() throws IOException {
    Path yaml =
        write(
            "worker.yaml",
            """
            worker: {id: "${HOSTNAME:-worker-1}", threads: 8}
            queue: {type: sqs, sqs: {queue_url: "${SQS_QUEUE_URL}", visibility_timeout_secs: 300}}
            reader: {type: parquet, batch_size: 2000}
            indexer: {type: elasticsearch, elasticsearch: {endpoint: "${ES_ENDPOINT}", index: "${ES_INDEX}", bulk_size_mb: 10}}
            """);

    assertEquals(ExitCode.USAGE, run("--config", yaml));

    assertEquals(
        """
        pf-worker: worker.yaml:2: queue.type: sqs is not available yet; choose files or stdin
        pf-worker: worker.yaml:4: indexer.type: elasticsearch is not available yet; choose stats or stdout
        Try pf-worker --help
        """,
        err());
  }

  @Test
  void takesTheRestOfTheSampleConfiguration() throws IOException {
    environment = Map.of("HOSTNAME", "host-7");
    Path yaml =
        write(
            "worker.yaml",
            """
            worker: {id: "${HOSTNAME:-worker-1}", threads: 8}
            queue: {type: sqs, sqs: {queue_url: "${SQS_QUEUE_URL}", visibility_timeout_secs: 300}}
            reader: {type: parquet, batch_size: 2000}
            """);

    assertEquals(ExitCode.OK, run("--config", yaml, "--input", "stdin", "--print-config"), err());

    assertTrue(out().contains("  id: host-7  # worker.yaml:1: worker.id\n"), out());
    assertTrue(out().contains("  batch_size: 2000  # worker.yaml:3: reader.batch_size\n"), out());
    assertTrue(out().contains("  type: stdin  # --input\n"), out());
  }

  @Test
  void reportsAllProblemsOfTheCommandLine() {
    int code =
        run("--treads", "4", "--prefetch-count", "6", "--batch-size", "0", "--threads", "few");

    assertEquals(ExitCode.USAGE, code);
    assertEquals(
        """
        pf-worker: --treads: no such option; did you mean --threads?
        pf-worker: --prefetch-count: there is no such option; --memory-mb bounds how far a thread reads ahead
        pf-worker: --threads: must be a whole number from 0 to 1024 but is "few"
        pf-worker: --batch-size: must be from 1 to 1048576 but is "0"
        Try pf-worker --help
        """,
        err());
  }

  @Test
  void refusesAFilterThatIsNone() {
    assertEquals(ExitCode.USAGE, run("--filter", "a ~ 1"));

    assertTrue(err().contains("reader: Filter \"a ~ 1\" is not of the form"), err());
  }

  @Test
  void refusesAnEndpointThatIsNoUrl() {
    assertEquals(ExitCode.USAGE, run("--s3-endpoint", "localhost:4566", "s3://bucket/key"));

    assertTrue(err().startsWith("pf-worker: s3: The AWS endpoint is not a URL"), err());
  }

  @Test
  void asksForInputRatherThanWaitForAPersonToType() {
    terminal = true;

    assertEquals(ExitCode.USAGE, run());

    assertTrue(err().contains("standard input: is a terminal; name files as arguments"), err());
  }

  @Test
  void refusesTwoSourcesOfWork() throws IOException {
    assertEquals(ExitCode.USAGE, run("--input", "stdin", write("a.ndjson", "")));

    assertTrue(err().contains("--input: is stdin, but files are given as arguments"), err());
  }

  @Test
  void takesFilesInPlaceOfTheQueueOfAConfiguration() throws IOException {
    Path yaml = write("worker.yaml", "queue: {type: sqs}\nindexer: {type: stats}\n");

    assertEquals(
        ExitCode.OK, run("--config", yaml, "--input", "files", write("a.ndjson", "{}\n")), err());
    assertEquals(ExitCode.USAGE, run("--config", yaml, "--input", "files"));
  }

  @Test
  void keepsDeadLettersInTheFolder() throws IOException {
    Path file = write("a.ndjson", "{\"a\":1}\n{bad\n");
    Path letters = folder.resolve("letters");

    assertEquals(ExitCode.PARTIAL, run("-d", "stats", "--dead-letters", letters, file));

    try (Stream<Path> files = Files.list(letters)) {
      String content = Files.readString(files.findFirst().orElseThrow());
      assertEquals(8, new ObjectMapper().readTree(content).get("ordinal").intValue());
    }
  }

  @Test
  void neverShowsASecret() throws IOException {
    Path file = write("a.ndjson", "{\"a\":1}\n{bad\n");
    environment =
        Map.of(
            "AWS_SECRET_ACCESS_KEY", "canary-1",
            "AWS_SESSION_TOKEN", "canary-2",
            "AWS_ACCESS_KEY_ID", "canary-3");
    Path wrong = write("wrong.yaml", "aws: {access_key: canary-4, oops: canary-6}\n");
    Path right = write("right.yaml", "aws: {access_key: canary-4, secret_key: canary-5}\n");
    String[] flags = {"--secret-key", "canary-7", "--session-token", "canary-8", "-l", "trace"};

    String nobody = "http://127.0.0.1:1";
    String key = "s3://bucket/key";

    StringBuilder all = new StringBuilder();
    for (List<Object> arguments :
        List.<List<Object>>of(
            List.of("--help"),
            List.of("--print-config"),
            List.of("--config", wrong, "--validate"),
            List.of("--config", right, "--print-config"),
            List.of("--config", right, "-d", "stats", file),
            List.of("--config", right, "--max-attempts", 1, "--s3-endpoint", nobody, key),
            List.of("--s3-endpoint", "http://user:canary-6@127.0.0.1", "--print-config"),
            List.of("--treads", "1", file))) {
      run(Stream.concat(Stream.of(flags), arguments.stream()).toArray());
      all.append(out()).append(err());
    }

    assertTrue(all.toString().contains("secret_key: \"***\""), all.toString());
    assertTrue(all.toString().contains("UNAVAILABLE"), all.toString());
    for (int i = 1; i <= 8; i++) {
      assertFalse(all.toString().contains("canary-" + i), "secret " + i + " in\n" + all);
    }
  }

  @Test
  void logsOneJsonObjectALineWhateverFilesAreCalled() throws IOException {
    Path hostile = folder.resolve("a\n2026-01-01 INFO ok \u001b[31m\u202e.ndjson");

    assertEquals(
        ExitCode.PARTIAL,
        run("-d", "stats", "--log-format", "json", "-l", "debug", "--progress", hostile));

    ObjectMapper json = new ObjectMapper();
    for (String line : err().lines().toList()) {
      assertTrue(json.readTree(line).hasNonNull("message"), line);
    }
    assertFalse(err().contains("\u001b") || err().contains("\u202e"), err());
  }

  @Test
  void stopsWhenAsked() throws IOException {
    Path file = write("a.ndjson", "{\"a\":1}\n".repeat(1000));
    Signals signals = new Signals();
    signals.receive(15);

    assertEquals(143, run(signals, "-d", "stats", file), err());

    assertTrue(err().contains("  files    "), err());
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private int run(Object... arguments) {
    return run(new Signals(), arguments);
  }

  private int run(Signals signals, Object... arguments) {
    out.reset();
    err.reset();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new StatusLine(new PrintStream(err, true, StandardCharsets.UTF_8), false),
            environment,
            terminal);
    String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    return Main.run(texts, console, signals);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
