package io.paraflow.testing.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.GuardedMemory;
import io.paraflow.testing.fixtures.MemoryFile;
import io.paraflow.testing.parquet.ParquetMutator.Mutant;
import io.paraflow.testing.parquet.ReadingWays.Way;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A process that reads damaged files, and says on standard output which one it begins and how each
 * ended, so that its parent knows which of them crashed it. Arguments: the folder of the seeds, the
 * first mutant and the one after the last.
 */
final class ParquetMutants {
  /** What a thread may use outside the heap. */
  static final long MEMORY_BYTES = 16L << 20;

  private static final long SEED = 20_261_121;
  private static final long HANG_NANOS = 5_000_000_000L;
  private static final long WATCH_MILLIS = 100;

  private static final Way LARGE_BATCHES = new Way(ReadSpec.all(1000, 1 << 20), Latency.LOCAL);
  private static final Way SMALL_BATCHES =
      new Way(ReadSpec.all(7, 2000).withDictionaries(true), Latency.REMOTE);

  /** Ways to read a seed's mutants with other columns and filters. */
  private static final int FILTERS = 3;

  private final List<byte[]> seeds;
  private final List<List<Reading>> readings = new ArrayList<>();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private volatile long begunNanos;

  private ParquetMutants(List<byte[]> seeds) {
    this.seeds = seeds;
  }

  /** What a file's rows come to, in their order. */
  private record Rows(long count, long hash) {
    Rows plus(String row) {
      return new Rows(count + 1, hash * 31 + row.hashCode());
    }
  }

  /** A way to read a seed, and its rows then. */
  private record Reading(Way way, Rows rows) {}

  /** Reads mutants. */
  public static void main(String[] args) throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    ParquetMutants mutants = new ParquetMutants(seeds);
    Thread reader = Thread.currentThread();
    Thread watch = new Thread(() -> mutants.watch(reader), "watch");
    watch.setDaemon(true);
    watch.start();
    mutants.readSeeds();
    mutants.readMutants(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    mutants.reportPeak();
    System.exit(0);
  }

  private void readSeeds() {
    for (int i = 0; i < seeds.size(); i++) {
      byte[] seed = seeds.get(i);
      Rows all = read(seed, LARGE_BATCHES);
      List<Reading> ways = new ArrayList<>();
      ways.add(new Reading(LARGE_BATCHES, all));
      ways.add(new Reading(SMALL_BATCHES, all));
      ReadingWays others = new ReadingWays(seed, new Random(SEED + i));
      for (int filtered = 0; filtered < FILTERS; filtered++) {
        Way way = others.next();
        ways.add(new Reading(way, read(seed, way)));
      }
      readings.add(ways);
    }
  }

  private void readMutants(int from, int to) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    ParquetMutator mutator = new ParquetMutator(seeds);
    for (int i = from; i < to; i++) {
      int seed = i % seeds.size();
      Random random = new Random(SEED + i);
      Mutant mutant = mutator.mutant(seed, random);
      List<Reading> ways = readings.get(seed);
      Reading reading = ways.get(random.nextInt(ways.size()));
      out.printf("begin %d %s seed %d %s%n", i, mutant.damage(), seed, reading.way.spec().filter());
      begunNanos = threads.getCurrentThreadCpuTime();
      out.printf("end %d %s%n", i, outcome(mutant, reading));
      begunNanos = 0;
    }
  }

  private static String outcome(Mutant mutant, Reading reading) {
    try {
      boolean equal = read(mutant.content(), reading.way).equals(reading.rows);
      return equal ? "equal" : mutant.mustShow() ? "FAILED: other rows" : "different";
    } catch (IngestException e) {
      return e.code() == ErrorCode.INTERNAL || e.code().action() != ErrorCode.Action.REJECT
          ? failed(e)
          : "refused " + e.code();
    } catch (RuntimeException | Error e) {
      return failed(e);
    }
  }

  private static String failed(Throwable e) {
    StringBuilder text = new StringBuilder("FAILED: ").append(e);
    for (Throwable at = e; at != null; at = at.getCause()) {
      Stream.of(at.getStackTrace())
          .filter(frame -> frame.getClassName().startsWith("io.paraflow."))
          .limit(4)
          .forEach(frame -> text.append(" at ").append(frame));
    }
    return text.toString().replaceAll("\\R", " ");
  }

  private static Rows read(byte[] content, Way way) {
    Rows[] rows = {new Rows(0, 0)};
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES)) {
      ParquetRows.readWanted(
          new MemoryFile(content, way.latency()),
          way.spec(),
          allocator,
          row -> rows[0] = rows[0].plus(row));
    }
    return rows[0];
  }

  /** The most memory that the process has held, where the system tells. */
  private void reportPeak() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      Files.readString(status)
          .lines()
          .filter(line -> line.startsWith("VmHWM:"))
          .forEach(line -> out.println("peak " + line.replaceAll("[^0-9]", "")));
    }
  }

  /** Ends the process when a mutant takes too long, by the processor time of its reader. */
  private void watch(Thread reader) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    while (true) {
      try {
        Thread.sleep(WATCH_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      long begun = begunNanos;
      if (begun > 0 && threads.getThreadCpuTime(reader.threadId()) - begun > HANG_NANOS) {
        out.println("hangs " + List.of(reader.getStackTrace()).subList(0, 12));
        Runtime.getRuntime().halt(3);
      }
    }
  }
}
