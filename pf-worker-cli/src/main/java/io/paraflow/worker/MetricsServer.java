package io.paraflow.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.paraflow.core.engine.Counters;
import io.paraflow.core.engine.Worker;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics}, {@code /health}, {@code /readiness} and {@code /liveness} to GET. Two
 * threads, sixteen requests that wait, thirty-two connections, five seconds for a request.
 */
final class MetricsServer implements AutoCloseable {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  private final Worker worker;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ThreadPoolExecutor executor;
  private final HttpServer server;

  private MetricsServer(Worker worker, HttpServer server, ThreadPoolExecutor executor) {
    this.worker = worker;
    this.server = server;
    this.executor = executor;
  }

  /**
   * Begins to serve; does nothing where no port is given.
   *
   * @throws IngestException when the address cannot be listened on
   */
  static @Nullable MetricsServer start(MetricsOptions options, WorkerOptions names, Worker worker) {
    if (options.port() == 0) {
      return null;
    }
    limit("sun.net.httpserver.maxReqTime", 5);
    limit("sun.net.httpserver.maxRspTime", 5);
    limit("sun.net.httpserver.maxReqHeaders", 50);
    limit("sun.net.httpserver.maxReqHeaderSize", 16 * 1024);
    limit("jdk.httpserver.maxConnections", 32);
    InetSocketAddress address = new InetSocketAddress(options.bind(), options.port());
    HttpServer server;
    try {
      server = HttpServer.create(address, 16);
    } catch (IOException e) {
      throw new IngestException(
          ErrorCode.UNAVAILABLE,
          "Cannot serve metrics on %s port %d (--metrics-bind, --metrics-port): %s"
              .formatted(options.bind(), options.port(), e.getMessage()),
          e);
    }
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            2,
            2,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(16),
            Thread.ofPlatform().daemon().name("metrics-", 1).factory());
    MetricsServer metrics = new MetricsServer(worker, server, executor);
    metrics.register(names);
    server.setExecutor(executor);
    server.createContext("/", metrics::handle);
    server.start();
    return metrics;
  }

  private static void limit(String property, int value) {
    System.setProperty(property, Integer.toString(value));
  }

  private void register(WorkerOptions names) {
    registry
        .config()
        .commonTags("worker", names.id(), "job_id", names.jobId() == null ? "" : names.jobId());
    counter("paraflow.files.processed", "Files processed", Counters.Snapshot::filesDone);
    counter("paraflow.files.failed", "Files set aside", Counters.Snapshot::filesFailed);
    counter("paraflow.files.released", "Files given back", Counters.Snapshot::filesReleased);
    counter("paraflow.records.read", "Records decoded", Counters.Snapshot::recordsRead);
    counter("paraflow.records.filtered", "Records left out", Counters.Snapshot::recordsFiltered);
    counter("paraflow.records.processed", "Records written", Counters.Snapshot::recordsWritten);
    counter("paraflow.records.failed", "Records refused", Counters.Snapshot::recordsFailed);
    counter("paraflow.files.read", "Files opened and closed again", Counters.Snapshot::filesRead);
    counter(
        "paraflow.requests",
        "Requests to stores for bytes of files; for those of a file divide by files read",
        Counters.Snapshot::requests);
    counter(
        "paraflow.bytes.read",
        "Bytes received from stores; for those of a file divide by files read",
        Counters.Snapshot::bytesRead);
    counter(
        "paraflow.bytes.spilled",
        "Bytes written to temporary files, as threads had too little memory",
        Counters.Snapshot::bytesSpilled);
    counter("paraflow.bytes.arrow", "Arrow bytes decoded", Counters.Snapshot::arrowBytes);
    FunctionCounter.builder("paraflow.busy", worker, w -> w.counters().busyNanos() / 1e9)
        .description("Time that threads spent on batches")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("paraflow.healthy", worker, w -> w.healthy() ? 1 : 0)
        .description("1 while every thread is at work")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
  }

  private void counter(String name, String doc, ToLongFunction<Counters.Snapshot> count) {
    FunctionCounter.builder(name, worker, w -> count.applyAsLong(w.counters()))
        .description(doc)
        .register(registry);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        respond(exchange, 405, PLAIN_TEXT, "GET only\n");
        return;
      }
      switch (exchange.getRequestURI().getRawPath()) {
        case "/metrics" -> respond(exchange, 200, PROMETHEUS_TEXT, registry.scrape());
        case "/health", "/readiness" -> state(exchange, worker.healthy());
        case "/liveness" -> state(exchange, worker.failure() == null);
        default -> respond(exchange, 404, PLAIN_TEXT, "not found\n");
      }
    }
  }

  private static void state(HttpExchange exchange, boolean good) throws IOException {
    respond(exchange, good ? 200 : 503, PLAIN_TEXT, good ? "ok\n" : "not ok\n");
  }

  private static void respond(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
    registry.close();
  }
}
