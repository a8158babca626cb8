package io.paraflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a process of its own: pipes, signals and what it serves. */
@Timeout(120)
class ProcessTest {
  private @Nullable Process process;
  @TempDir private Path folder;

  @AfterEach
  void killWhatIsLeft() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void writesTheRowsOfWorkItemsFromAPipe() throws Exception {
    Path file = Files.writeString(folder.resolve("a.ndjson"), "{\"a\":1}\n{\"a\":2}\n");
    Process worker = start("--threads", "1");

    send(worker, "{\"uri\":\"file://" + file + "\"}\n");
    worker.outputWriter().close();

    assertEquals("{\"a\":1}\n{\"a\":2}\n", output(worker));
    assertEquals(0, worker.waitFor(), errors());
  }

  @Test
  void endsQuietlyWhenTheReaderOfItsOutputGoesAway() throws Exception {
    Path file = Files.writeString(folder.resolve("a.ndjson"), "{\"a\":1}\n".repeat(1_000_000));
    Process worker = start(file.toString());

    try (BufferedReader reader = worker.inputReader()) {
      assertEquals("{\"a\":1}", reader.readLine());
    }

    assertEquals(141, worker.waitFor(), errors());
    assertFalse(errors().contains("a.ndjson") || errors().contains("closed"), errors());
  }

  @Test
  void servesMetricsAndHealthUntilItIsTerminated() throws Exception {
    int port = freePort();
    Process worker =
        start("-d", "stats", "--metrics-port", Integer.toString(port), "--job-id", "nightly");

    assertEquals(200, awaitHealth(port));
    assertEquals(200, get(port, "/readiness").statusCode());
    assertEquals(200, get(port, "/liveness").statusCode());
    assertEquals(404, get(port, "/metrics/../etc").statusCode());
    assertEquals(404, get(port, "/").statusCode());
    assertEquals(
        405,
        send(HttpRequest.newBuilder(uri(port, "/metrics")).POST(BodyPublishers.ofString("x")))
            .statusCode());
    String metrics = get(port, "/metrics").body();
    for (String name :
        List.of(
            "files_processed",
            "files_read",
            "requests",
            "bytes_read",
            "bytes_spilled",
            "records_read")) {
      assertTrue(
          metrics
              .lines()
              .anyMatch(
                  line ->
                      line.startsWith("paraflow_" + name + "_total{job_id=\"nightly\"")
                          && line.endsWith(" 0.0")),
          metrics);
    }
    for (String path : List.of("/metrics", "/health", "/readiness", "/liveness")) {
      String body = get(port, path).body();
      assertFalse(body.contains("canary"), body);
    }

    worker.destroy();

    assertEquals(143, worker.waitFor(), errors());
    assertTrue(errors().contains("  files    0 processed, 0 failed, 0 given back"), errors());
  }

  @Test
  void keepsSecretsOutOfDeadLetters() throws Exception {
    Path kept = folder.resolve("kept");
    Process worker =
        start(
            "--s3-endpoint",
            "http://127.0.0.1:" + freePort(),
            "--access-key",
            "canary-3",
            "--secret-key",
            "canary-4",
            "--max-attempts",
            "1",
            "--log-level",
            "trace",
            "--dead-letters",
            kept.toString(),
            "s3://bucket/key.parquet");

    assertEquals(4, worker.waitFor(), errors());
    try (Stream<Path> files = Files.list(kept)) {
      String entry = Files.readString(files.findFirst().orElseThrow());
      assertTrue(entry.contains("s3://bucket/key.parquet"), entry);
      assertFalse(entry.contains("canary"), entry);
    }
    assertFalse(errors().contains("canary"), errors());
  }

  @ParameterizedTest
  @CsvSource({"INT, 2", "TERM, 15"})
  void stopsAtABatchBoundaryOnASignal(String name, int number) throws Exception {
    assumeFalse(isIgnored(number), "signal " + name + " is ignored by whoever runs the tests");
    Path file = Files.writeString(folder.resolve("a.ndjson"), "{\"a\":1}\n".repeat(3_000_000));
    Process worker = start("--threads", "1", "--batch-size", "100", file.toString());
    BufferedReader reader = worker.inputReader();
    assertEquals("{\"a\":1}", reader.readLine());

    new ProcessBuilder("kill", "-" + name, Long.toString(worker.pid())).start().waitFor();
    // What fits the pipe is written, and the rest has to wait until it is read.
    while (worker.isAlive() && !errors().contains("pf-worker: stopping ")) {
      Thread.sleep(20);
    }
    long rows = 1 + reader.lines().count();

    assertEquals(128 + number, worker.waitFor(), errors());
    assertTrue(rows < 3_000_000 && rows % 100 == 0, rows + " rows");
    assertTrue(errors().contains(" 0 filtered out, " + rows + " written, 0 failed"), errors());
    assertTrue(errors().contains("  files    0 processed, 0 failed, 1 given back"), errors());
  }

  /** What shells start in the background inherits that Ctrl-C is ignored, and a JVM keeps to it. */
  private static boolean isIgnored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readString(status)
            .lines()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(ignored -> (ignored >>> (signal - 1) & 1) == 1);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(folder.resolve("errors").toFile());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "canary-1");
    builder.environment().put("AWS_SESSION_TOKEN", "canary-2");
    process = builder.start();
    return process;
  }

  private static void send(Process worker, String line) throws IOException {
    OutputStream input = worker.getOutputStream();
    input.write(line.getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  private static String output(Process worker) throws IOException {
    return new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("errors"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static int awaitHealth(int port) throws Exception {
    while (true) {
      try {
        return get(port, "/health").statusCode();
      } catch (ConnectException e) {
        Thread.sleep(50);
      }
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(port, path)));
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }
}
