package io.paraflow.testing.bench;

import io.paraflow.core.engine.FileFormats;
import io.paraflow.core.engine.FileStores;
import io.paraflow.core.engine.Worker;
import io.paraflow.core.engine.WorkerSettings;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkItem;
import io.paraflow.indexer.deadletter.DeadLetterOptions;
import io.paraflow.indexer.stats.StatsSinkFactory;
import io.paraflow.queue.memory.MemoryWorkQueue;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.ndjson.NdjsonOptions;
import io.paraflow.reader.parquet.ParquetFormatProvider;
import io.paraflow.reader.parquet.ParquetOptions;
import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.NdjsonLogs.Variant;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.fixtures.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whole pipelines, from several files of a format to statistics of their bytes: two threads against
 * one. By wall clock, on two cores that have nothing else to do.
 */
final class ThreadsBench {
  private static final String CASE = "two-threads";
  private static final Set<String> FILES = Set.of("lineitem-snappy", "events-snappy");
  private static final int COPIES = 4;
  private static final Duration LONG = Duration.ofMinutes(10);

  private final BenchOptions options;
  private final String format;
  private final Comparison comparison;

  /**
   * A bench of one format.
   *
   * @param format parquet or ndjson, the first word of the results
   */
  ThreadsBench(String format, BenchOptions options) {
    this.format = format;
    this.options = options;
    this.comparison = new Comparison(options.out(), format, options.passes(), System::nanoTime);
  }

  /** Runs the case, where it is asked for and there are two cores. */
  void run() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    if (options.chosen(List.of(CASE)).isEmpty()) {
      return;
    }
    if (cores < 2) {
      options.out().printf("skip %s %s: this process may use one core only%n", format, CASE);
      return;
    }
    options.out().printf("note %s %s: wall clock on %d cores, not pinned%n", format, CASE, cores);
    List<Path> files = files();
    StatsSinkFactory expected = work(files, 1);
    comparison.run(
        CASE,
        expected.arrowBytes(),
        expected.rows(),
        new Contender("ours", () -> work(files, 2).rows()),
        List.of(new Contender("one-thread", () -> work(files, 1).rows())));
  }

  /** Each of the format's files several times. */
  private List<Path> files() throws Exception {
    List<Path> files = new ArrayList<>();
    try (DataSets sets = new DataSets(options.data(), options.scale())) {
      if (format.equals("ndjson")) {
        files.addAll(Collections.nCopies(COPIES, sets.ndjson(Variant.PLAIN, NdjsonBench.BYTES)));
        return files;
      }
      for (ParquetData data : ParquetData.all()) {
        if (FILES.contains(data.name())) {
          files.addAll(Collections.nCopies(COPIES, sets.parquet(data)));
        }
      }
    }
    return files;
  }

  private FileFormats.Entry entry() {
    if (format.equals("ndjson")) {
      NdjsonFormatProvider ndjson = new NdjsonFormatProvider();
      return new FileFormats.Entry(
          ndjson, ndjson.create(Plugins.options(NdjsonOptions.class, NdjsonBench.given())));
    }
    ParquetFormatProvider parquet = new ParquetFormatProvider();
    return new FileFormats.Entry(
        parquet, parquet.create(Plugins.options(ParquetOptions.class, Map.of())));
  }

  private StatsSinkFactory work(List<Path> files, int threads) throws InterruptedException {
    MemoryWorkQueue queue = new MemoryWorkQueue(files.size() + 1, Duration.ZERO, _ -> {});
    for (Path file : files) {
      queue.add(
          new WorkItem(
              "bench",
              Location.parse(file.toString()),
              FileStore.UNKNOWN_LENGTH,
              format,
              Map.of()));
    }
    queue.end();
    FileFormats formats = new FileFormats(List.of(entry()));
    try (FileStores stores = new FileStores(Map.of(Location.FILE, Plugins.store("file")));
        StatsSinkFactory sinks = new StatsSinkFactory();
        DeadLetters deadLetters = Plugins.options(DeadLetterOptions.class, Map.of()).open();
        Worker worker =
            new Worker(
                queue,
                stores,
                formats,
                sinks,
                deadLetters,
                List::of,
                new WorkerSettings(threads, OurReader.MEMORY_BYTES, OurReader.SPEC, "", 1, LONG))) {
      worker.start();
      if (!worker.await(LONG) || worker.failure() != null) {
        throw new IllegalStateException("The worker failed", worker.failure());
      }
      return sinks;
    }
  }
}
