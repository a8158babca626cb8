package io.paraflow.testing.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Times this project's contender before each of its peers, pass by pass, and compares what was
 * timed together: shared machines are twice as fast at times as at others, for seconds. Time is
 * usually processor time of the whole process: collector and compiler threads count, waiting for
 * the core does not.
 */
final class Comparison {
  private static final com.sun.management.OperatingSystemMXBean PROCESS =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** The clock moves in steps of 10 ms, so that what is timed must take much longer. */
  private static final long CLOCK_STEP_NANOS = 10_000_000;

  private static final long TIMED_NANOS = 50 * CLOCK_STEP_NANOS;

  /**
   * What is compiled from the fourth pass on hardly counts; before it does, against the fastest.
   */
  private static final int WARMUPS = 5;

  private final PrintStream out;
  private final String bench;
  private final int passes;
  private final int warmups;
  private final LongSupplier clock;

  /** Comparisons by processor time. */
  Comparison(PrintStream out, String bench, int passes) {
    this(out, bench, passes, PROCESS::getProcessCpuTime);
  }

  /**
   * Settings for all comparisons of a run.
   *
   * @param out takes the results
   * @param bench the first word of every result
   * @param passes how many passes the medians are of; 1 only tries everything once
   * @param clock tells the time in nanoseconds
   */
  Comparison(PrintStream out, String bench, int passes, LongSupplier clock) {
    this.out = out;
    this.bench = bench;
    this.passes = passes;
    this.warmups = passes > 1 ? WARMUPS : 0;
    this.clock = clock;
  }

  /**
   * Times one case and prints {@code ratio BENCH CASE/PEER OURS PEER RATIO} for each peer: the
   * medians of both speeds, in MB per second of that time, and of the ratios of all passes.
   *
   * @param name the case
   * @param bytes how much one pass is taken to move, whoever runs it
   * @param records how many records each pass must see
   */
  void run(String name, long bytes, long records, Contender ours, List<Contender> peers)
      throws Exception {
    long[][] ownNanos = new long[peers.size()][passes];
    long[][] peerNanos = new long[peers.size()][passes];
    for (int warmup = 0; warmup < warmups; warmup++) {
      time(name, ours, records);
      for (Contender peer : peers) {
        time(name, peer, records);
      }
    }
    for (int pass = 0; pass < passes; pass++) {
      for (int i = 0; i < peers.size(); i++) {
        ownNanos[i][pass] = time(name, ours, records);
        peerNanos[i][pass] = time(name, peers.get(i), records);
      }
    }
    for (int i = 0; i < peers.size(); i++) {
      double[] ratios = new double[passes];
      for (int pass = 0; pass < passes; pass++) {
        ratios[pass] = (double) peerNanos[i][pass] / ownNanos[i][pass];
      }
      out.printf(
          Locale.ROOT,
          "ratio %s %s/%s %.0f %.0f %.2f%n",
          bench,
          name,
          peers.get(i).name(),
          megabytesPerSecond(bytes, ownNanos[i]),
          megabytesPerSecond(bytes, peerNanos[i]),
          median(ratios));
    }
  }

  /** How long one run takes, from as many runs as the clock needs to tell. */
  private long time(String name, Contender contender, long records) throws Exception {
    long start = clock.getAsLong();
    int runs = 0;
    long taken;
    do {
      long seen = contender.pass().run();
      if (seen != records) {
        throw new IllegalStateException(
            contender.name() + " saw " + seen + " records of " + name + ", not " + records);
      }
      runs++;
      taken = clock.getAsLong() - start;
    } while (passes > 1 && taken < TIMED_NANOS);
    return Math.max(CLOCK_STEP_NANOS, taken) / runs;
  }

  private static double megabytesPerSecond(long bytes, long[] nanos) {
    return median(Arrays.stream(nanos).mapToDouble(each -> bytes * 1e3 / each).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
