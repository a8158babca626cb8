package io.paraflow.worker;

import io.paraflow.cli.Console;
import io.paraflow.cli.ExitCode;
import io.paraflow.cli.Progress;
import io.paraflow.cli.ProgressOptions;
import io.paraflow.cli.Signals;
import io.paraflow.core.config.Config;
import io.paraflow.core.config.ConfigException;
import io.paraflow.core.config.ConfigProblem;
import io.paraflow.core.engine.FileFormats;
import io.paraflow.core.engine.FileStores;
import io.paraflow.core.engine.Worker;
import io.paraflow.core.engine.WorkerSettings;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.plugin.FileFormatProvider;
import io.paraflow.core.plugin.FileStoreProvider;
import io.paraflow.core.plugin.SinkFactory;
import io.paraflow.core.plugin.SinkProvider;
import io.paraflow.core.plugin.WorkQueueProvider;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkQueue;
import io.paraflow.indexer.deadletter.DeadLetterOptions;
import io.paraflow.indexer.stats.StatsOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One run of the worker: puts the engine together, watches over it, and reports. */
final class WorkerRun {
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(100);

  /** Beyond the timeout for the destination: what a read that is under way may take to end. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final int BROKEN_PIPE = 141;

  /** The destination whose data is the report. */
  private static final String STATS = "stats";

  private final Plugins plugins;
  private final Config config;
  private final List<String> files;
  private final Console console;
  private final Signals signals;
  private final WorkerOptions options;
  private final ReaderOptions reader;
  private final String destination;
  private final long beginNanos = System.nanoTime();

  WorkerRun(Plugins plugins, Config config, List<String> files, Console console, Signals signals) {
    this.plugins = plugins;
    this.config = config;
    this.files = files;
    this.console = console;
    this.signals = signals;
    this.options = config.get("worker", WorkerOptions.class);
    this.reader = config.get("reader", ReaderOptions.class);
    this.destination = config.get("indexer", IndexerOptions.class).type();
  }

  /** Works until there is no more work, a signal or a failure; gives the exit code. */
  int run() throws InterruptedException {
    Limits.check(options, reader);
    checkInput();
    try (FileStores stores = stores();
        SinkFactory sinks = sinks(Objects.requireNonNull(plugins.sinks().get(destination)));
        DeadLetters deadLetters = config.get("dead_letters", DeadLetterOptions.class).open();
        WorkQueue queue = queue(stores);
        Worker worker =
            new Worker(queue, stores, formats(), sinks, deadLetters, List::of, settings());
        MetricsServer _ =
            MetricsServer.start(config.get("metrics", MetricsOptions.class), options, worker)) {
      worker.start();
      signals.onStop(worker::stop);
      try (Progress _ = progress(worker, queue)) {
        watch(worker);
      }
      return report(worker);
    }
  }

  /** Where rows appear on the terminal, a live line among them would spoil both. */
  private Progress progress(Worker worker, WorkQueue queue) {
    ProgressOptions shown = config.get("progress", ProgressOptions.class);
    if (!shown.always() && !destination.equals(STATS) && Console.outputIsTerminal()) {
      return Progress.none(console);
    }
    return Progress.start(
        console,
        shown,
        new ProgressLine(
            worker::counters,
            () -> queue instanceof FileArguments arguments ? arguments.listed() : null));
  }

  private void checkInput() {
    String type = config.get("queue", QueueOptions.class).type();
    if (files.isEmpty() && type.equals(QueueOptions.FILES)) {
      throw new ConfigException(
          List.of(new ConfigProblem("--input", "is files, but no file is given as an argument")));
    }
    boolean otherFlag =
        !type.equals(QueueOptions.FILES)
            && config.settings().stream()
                .filter(setting -> setting.spec().path().equals("queue.type"))
                .anyMatch(setting -> setting.source().startsWith("-"));
    if (!files.isEmpty() && otherFlag) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  "--input", "is " + type + ", but files are given as arguments; choose one")));
    }
    boolean stdin = type.equals(QueueOptions.STDIN);
    if (files.isEmpty() && stdin && console.inputIsTerminal()) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  "standard input",
                  "is a terminal; name files as arguments, or pipe work items in: pf-discoverer"
                      + " s3://bucket/prefix | pf-worker")));
    }
  }

  private WorkerSettings settings() {
    return new WorkerSettings(
        options.threadCount(),
        options.memoryBytesPerThread(),
        reader.readSpec(),
        reader.forcedFormat(),
        options.maxAttempts(),
        options.shutdownTimeoutSecs());
  }

  private FileStores stores() {
    Map<String, FileStore> byScheme = new HashMap<>();
    plugins
        .stores()
        .values()
        .forEach(
            provider -> {
              FileStore store = new LazyStore(() -> store(provider));
              provider.schemes().forEach(scheme -> byScheme.put(scheme, store));
            });
    return new FileStores(byScheme);
  }

  private FileFormats formats() {
    List<FileFormats.Entry> entries = new ArrayList<>();
    plugins.formats().values().forEach(provider -> entries.add(format(provider)));
    return new FileFormats(entries);
  }

  private WorkQueue queue(FileStores stores) {
    if (files.isEmpty()) {
      String type = config.get("queue", QueueOptions.class).type();
      return queue(Objects.requireNonNull(plugins.queues().get(type)));
    }
    return new FileArguments(files, options.jobId() == null ? "" : options.jobId(), stores);
  }

  private <O extends Record> FileStore store(FileStoreProvider<O> provider) {
    return provider.create(config.get(provider.name(), provider.options()));
  }

  private <O extends Record> FileFormats.Entry format(FileFormatProvider<O> provider) {
    return new FileFormats.Entry(
        provider, provider.create(config.get("reader." + provider.name(), provider.options())));
  }

  private <O extends Record> WorkQueue queue(WorkQueueProvider<O> provider) {
    return provider.create(config.get("queue." + provider.name(), provider.options()));
  }

  private <O extends Record> SinkFactory sinks(SinkProvider<O> provider) {
    return provider.create(config.get("indexer." + provider.name(), provider.options()));
  }

  /** Waits for the worker's end. One that was asked to stop and does not is abandoned. */
  private void watch(Worker worker) throws InterruptedException {
    Duration limit = options.shutdownTimeoutSecs().plus(GRACE);
    long stopNanos = 0;
    while (!worker.await(WATCH_INTERVAL)) {
      boolean stopping = signals.exitCode() != 0 || worker.failure() != null;
      if (!stopping) {
        continue;
      }
      if (stopNanos == 0) {
        stopNanos = System.nanoTime();
        if (signals.exitCode() != 0) {
          console
              .status()
              .line(
                  "pf-worker: stopping when the batches in hand are written; a second signal ends"
                      + " it at once");
        }
      } else if (System.nanoTime() - stopNanos > limit.toNanos()) {
        console.status().clear();
        console
            .status()
            .line("pf-worker: did not stop within " + limit.toSeconds() + " s; ending anyway");
        Runtime.getRuntime().halt(signals.exitCode() != 0 ? signals.exitCode() : ExitCode.FAILED);
      }
    }
  }

  private void printStatistics(Report report) {
    switch (config.get("indexer." + STATS, StatsOptions.class).outputFormat()) {
      case TEXT -> report.statistics().forEach(console.out()::println);
      case JSON -> console.out().println(report.statisticsJson());
    }
    console.out().flush();
  }

  private int report(Worker worker) {
    IngestException failure = worker.failure();
    if (failure != null && failure.code() == ErrorCode.OUTPUT_CLOSED) {
      return BROKEN_PIPE;
    }
    Report report =
        new Report(
            options.jobId() == null ? options.id() : options.id() + ", job " + options.jobId(),
            worker.counters(),
            Duration.ofNanos(System.nanoTime() - beginNanos),
            options.threadCount());
    if (destination.equals(STATS)) {
      printStatistics(report);
    }
    report.summary().forEach(console.status()::line);
    if (failure != null) {
      throw failure;
    }
    if (signals.exitCode() != 0) {
      return signals.exitCode();
    }
    return report.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
  }
}
