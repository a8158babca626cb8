package io.paraflow.testing.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code bin/bench}. */
@Command(
    name = "bench",
    sortOptions = false,
    customSynopsis = "bin/bench [NAME] [OPTIONS]",
    description = {
      "Reads the same data with this project's readers and with others, checks that all of them"
          + " see the same values, then times this project's before each of the others and prints",
      "  ratio NAME CASE/PEER OURS PEER RATIO",
      "with medians: of MB per second of processor time, and of the ratios of all passes, which"
          + " need not be the ratio of the medians. The peer decompression only decompresses"
          + " the pages: 0.5 means that reading takes twice as long as that. Cases that end in"
          + " -kept-dictionaries leave text as indices and dictionaries, as the worker does for"
          + " JSON; all others look it up, as their peers do. Parquet cases also print",
      "  memory parquet CASE PEAK",
      "with the most megabytes outside the heap that one thread had in use at a time. The first run"
          + " makes the data. All runs on one core, but for the threads, which are wall clock on at"
          + " least two and run after the rest.",
      "bin/bench jmh [REGEX] [OPTIONS OF JMH] times single kernels beside slow references instead."
    })
public final class Bench implements Callable<Integer> {
  private static final double QUICK_SCALE = 0.01;

  @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}")
  private Name name = Name.PARQUET;

  @Option(
      names = "--case",
      paramLabel = "TEXT",
      defaultValue = "",
      description =
          "Only the case of this name, or else those with this text in theirs. The two largest"
              + " files, events-one-row-group-snappy (6 million rows) and events-10gb-uncompressed"
              + " (10.8 GB, which takes minutes), are made and timed only when named in full; once"
              + " they are there, every run reads them for their memory.")
  private String only = "";

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many passes the medians are of. Default: ${DEFAULT-VALUE}")
  private int passes = 5;

  @Option(
      names = "--quick",
      description = "A hundredth of the data, one pass: checks results, times mean nothing.")
  private boolean quick;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      required = true,
      defaultValue = "${env:PF_BENCH_DATA}",
      description = "Where the data is kept. Default: PF_BENCH_DATA, or else .pf/bench")
  private Path data = Path.of("");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  /** What can be measured. */
  enum Name {
    PARQUET,
    NDJSON,
    PARQUET_THREADS,
    NDJSON_THREADS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BenchOptions options =
        new BenchOptions(
            data.resolve(quick ? "quick" : "full"),
            quick ? QUICK_SCALE : 1,
            quick ? 1 : passes,
            only,
            out);
    switch (name) {
      case PARQUET -> {
        ParquetBench parquet = new ParquetBench(options);
        run(parquet, options);
        if (only.isEmpty()) {
          parquet.measureLargest();
        }
      }
      case NDJSON -> run(new NdjsonBench(options), options);
      case PARQUET_THREADS -> new ThreadsBench("parquet", options).run();
      case NDJSON_THREADS -> new ThreadsBench("ndjson", options).run();
    }
    return 0;
  }

  /**
   * Runs the cases that are asked for, each in a process of its own: what the compiler of a shared
   * one learned from the cases before costs those after them up to a fifth of their speed.
   */
  private void run(CaseBench bench, BenchOptions options) throws Exception {
    List<String> cases = options.chosen(bench.cases());
    for (String each : cases) {
      if (quick || cases.size() == 1) {
        bench.run(each);
      } else {
        runAlone(each);
      }
    }
  }

  private void runAlone(String each) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
    command.addAll(List.of(name.toString(), "--case", each));
    command.addAll(List.of("--passes", String.valueOf(passes), "--data", data.toString()));
    int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException(
          "The process of case %s ended with exit code %d".formatted(each, exitCode));
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }
}
