package io.paraflow.testing.bench;

import io.paraflow.indexer.json.DoubleTextBenchmark;
import io.paraflow.indexer.json.EscapedTextBenchmark;
import io.paraflow.indexer.json.PlainTextCheckBenchmark;
import io.paraflow.reader.compression.InflaterBenchmark;
import io.paraflow.reader.ndjson.NumberBenchmark;
import io.paraflow.reader.ndjson.StringScannerBenchmark;
import io.paraflow.reader.parquet.BitUnpackerBenchmark;
import io.paraflow.reader.parquet.BooleansBenchmark;
import io.paraflow.reader.parquet.BytesDecoderBenchmark;
import io.paraflow.reader.parquet.ConversionBenchmark;
import io.paraflow.reader.parquet.FixedDecoderBenchmark;
import io.paraflow.reader.parquet.LevelsBenchmark;
import io.paraflow.reader.parquet.ListsBenchmark;
import io.paraflow.reader.parquet.Lz4Benchmark;
import io.paraflow.reader.parquet.NullsBenchmark;
import io.paraflow.reader.parquet.RunLengthBenchmark;
import io.paraflow.reader.parquet.SnappyBenchmark;
import io.paraflow.reader.parquet.ZstdPagesBenchmark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.BenchmarkProcessor;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * The command {@code bin/bench jmh}: times kernels and their references by JMH. What JMH generates
 * for benchmarks is made here, from their classes, so that the build need not know of it.
 */
public final class KernelBench {
  /** All benchmarks. */
  static final List<Class<? extends KernelBenchmark>> BENCHMARKS =
      List.of(
          BitUnpackerBenchmark.class,
          RunLengthBenchmark.class,
          LevelsBenchmark.class,
          ListsBenchmark.class,
          NullsBenchmark.class,
          BooleansBenchmark.class,
          FixedDecoderBenchmark.class,
          BytesDecoderBenchmark.class,
          ConversionBenchmark.class,
          SnappyBenchmark.class,
          ZstdPagesBenchmark.class,
          Lz4Benchmark.class,
          InflaterBenchmark.class,
          StringScannerBenchmark.class,
          NumberBenchmark.class,
          PlainTextCheckBenchmark.class,
          EscapedTextBenchmark.class,
          DoubleTextBenchmark.class);

  /** Of kernels that only Linux has the system calls for. */
  private static final Set<Class<? extends KernelBenchmark>> LINUX_ONLY =
      Set.of(ZstdPagesBenchmark.class);

  private static final String REFERENCE = "reference";

  private KernelBench() {}

  /** Returns the benchmarks of kernels that this system can run. */
  static List<Class<? extends KernelBenchmark>> runnable() {
    boolean linux = "Linux".equals(System.getProperty("os.name"));
    return BENCHMARKS.stream().filter(type -> linux || !LINUX_ONLY.contains(type)).toList();
  }

  /**
   * Runs the command.
   *
   * @param args a folder for generated classes, which is on the class path, and JMH's own arguments
   */
  public static void main(String[] args) throws Exception {
    generate(args[0]);
    String[] jmhArgs = List.of(args).subList(1, args.length).toArray(String[]::new);
    CommandLineOptions options = new CommandLineOptions(jmhArgs);
    if (isQuestion(options)) {
      org.openjdk.jmh.Main.main(jmhArgs);
    } else {
      printRatios(
          new Runner(options).run(), new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }
  }

  private static boolean isQuestion(CommandLineOptions options) {
    return options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats();
  }

  private static void generate(String folder) {
    JavaCompiler.CompilationTask task =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                null,
                null,
                null,
                List.of("-proc:full", "-nowarn", "-d", folder),
                runnable().stream().map(Class::getName).toList(),
                null);
    task.setProcessors(List.of(new BenchmarkProcessor()));
    if (!task.call()) {
      throw new IllegalStateException("what JMH generates does not compile");
    }
  }

  /**
   * Prints {@code ratio jmh CASE/KERNEL KERNEL REFERENCE RATIO}, with the times of an operation.
   */
  private static void printRatios(Collection<RunResult> results, PrintStream out) {
    Map<String, Map<String, Double>> cases = new TreeMap<>();
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      String[] names = params.getBenchmark().split("\\.", -1);
      List<String> words = new ArrayList<>();
      words.add(names[names.length - 2].replaceFirst("Benchmark$", ""));
      params.getParamsKeys().forEach(key -> words.add(params.getParam(key)));
      cases
          .computeIfAbsent(String.join("-", words), _ -> new TreeMap<>())
          .put(names[names.length - 1], result.getPrimaryResult().getScore());
    }
    cases.forEach(
        (name, times) -> {
          Double reference = times.remove(REFERENCE);
          if (reference != null) {
            times.forEach(
                (kernel, time) ->
                    out.printf(
                        Locale.ROOT,
                        "ratio jmh %s/%s %.2f %.2f %.1f%n",
                        name,
                        kernel,
                        time,
                        reference,
                        reference / time));
          }
        });
  }
}
