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
import io.paraflow.reader.parquet.ParquetFormatProvider;
import io.paraflow.reader.parquet.ParquetOptions;
import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.fixtures.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whole pipelines, from several Parquet files to statistics of their bytes: two threads against
 * one. By wall clock, on two cores that have nothing else to do.
 */
final class ThreadsBench {
  private static final String CASE = "two-threads";
  private static final Set<String> FILES = Set.of("lineitem-snappy", "events-snappy");
  private static final int COPIES = 4;
  private static final Duration LONG = Duration.ofMinutes(10);

  private final BenchOptions options;
  private final Comparison comparison;

  ThreadsBench(BenchOptions options) {
    this.options = options;
    this.comparison = new Comparison(options.out(), "parquet", options.passes(), System::nanoTime);
  }

  /** Runs the case, where it is asked for and there are two cores. */
  void run() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    if (!options.runs(CASE)) {
      return;
    }
    if (cores < 2) {
      options.out().printf("skip parquet %s: this process may use one core only%n", CASE);
      return;
    }
    options.out().printf("note parquet %s: wall clock on %d cores, not pinned%n", CASE, cores);
    List<Path> files = new ArrayList<>();
    long rows = 0;
    try (DataSets sets = new DataSets(options.data(), options.scale())) {
      for (ParquetData data : ParquetData.all()) {
        if (FILES.contains(data.name())) {
          Path file = sets.parquet(data);
          for (int i = 0; i < COPIES; i++) {
            files.add(file);
            rows += sets.rows(data);
          }
        }
      }
    }
    comparison.run(
        CASE,
        work(files, 1).arrowBytes(),
        rows,
        new Contender("ours", () -> work(files, 2).rows()),
        List.of(new Contender("one-thread", () -> work(files, 1).rows())));
  }

  private static StatsSinkFactory work(List<Path> files, int threads) throws InterruptedException {
    MemoryWorkQueue queue = new MemoryWorkQueue(files.size() + 1, Duration.ZERO, _ -> {});
    for (Path file : files) {
      queue.add(
          new WorkItem(
              "bench",
              Location.parse(file.toString()),
              FileStore.UNKNOWN_LENGTH,
              "parquet",
              Map.of()));
    }
    queue.end();
    ParquetFormatProvider parquet = new ParquetFormatProvider();
    FileFormats formats =
        new FileFormats(
            List.of(
                new FileFormats.Entry(
                    parquet, parquet.create(Plugins.options(ParquetOptions.class, Map.of())))));
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
