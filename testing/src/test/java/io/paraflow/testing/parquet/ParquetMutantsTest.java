package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.fixtures.Corpora;
import io.paraflow.testing.fixtures.DuckDb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files, read in a process of their own with little memory, all of them or the columns and
 * rows that a filter wants: each gives the rows of the intact file, or other rows where no checksum
 * can tell, or a named error. None crashes the process or touches memory beyond a buffer, takes 5
 * s, or needs more than the limit.
 */
class ParquetMutantsTest {
  private static final int FEW = 1000;
  private static final int MANY = 10_000;
  private static final int HEAP_MB = 256;

  /** Heap, the reader's memory, and the JVM's own share. */
  private static final long MAX_MB = HEAP_MB + (ParquetMutants.MEMORY_BYTES >> 20) + 200;

  private static final int MAX_FAILURES = 20;
  private static final long TIMEOUT_MINUTES = 30;

  /** Some pages of every column. */
  private static final int PRUNING_ROWS = 400;

  private static final long MAX_SEED_BYTES = 64 << 10;
  private static final String TABLE =
      """
      select i as id, (i * 7919) % 1000 as number, i / 3.0::double as fraction,
        case when i % 7 = 0 then null else 'text ' || (i % 40) end as repeated,
        case when i % 3 = 0 then null else md5(i::varchar) end as unique_text,
        (i % 2 = 0) as flag, (i * 1.25)::decimal(20, 2) as amount,
        timestamp '2026-01-01' + to_seconds(i) as moment,
        [i % 3, null, i][1:(i % 4)::int] as list,
        {'a': i, 'b': ['x' || i % 5]} as struct
      from range(200) t(i)
      """;

  @TempDir private Path folder;

  @Test
  void filesOfOurOwn() throws Exception {
    writeFiles();
    check(FEW);
  }

  @Test
  void filesOfOtherProjects() throws Exception {
    copyCorpus();
    check(FEW / 2);
  }

  @Test
  @EnabledIfSystemProperty(named = "pf.big", matches = "true")
  void tenThousand() throws Exception {
    writeFiles();
    copyCorpus();
    check(MANY);
  }

  private void writeFiles() throws IOException {
    try (DuckDb duckDb = new DuckDb()) {
      for (String codec : List.of("uncompressed", "snappy", "zstd", "gzip", "lz4_raw", "brotli")) {
        for (int version = 1; version <= 2; version++) {
          duckDb.run(
              "copy (%s) to %s (format parquet, codec '%s', parquet_version v%d)"
                  .formatted(
                      TABLE, DuckDb.quoted(folder.resolve("a" + codec + version)), codec, version));
        }
      }
    }
    int number = 0;
    for (ParquetJavaFiles.Way way : ParquetJavaFiles.ways().toList()) {
      ParquetJavaFiles.write(way, 150, folder.resolve("b" + number++));
    }
    for (WriterVersion version : WriterVersion.values()) {
      for (boolean dictionary : new boolean[] {true, false}) {
        Path file = folder.resolve("d" + version + dictionary);
        PruningFile.write(file, version, dictionary, PRUNING_ROWS);
      }
    }
  }

  private void copyCorpus() throws IOException {
    try (Stream<Path> files = Files.list(Corpora.folder("parquet-testing/data"))) {
      for (Path file : files.filter(ParquetMutantsTest::isSeed).toList()) {
        Files.copy(file, folder.resolve("c" + file.getFileName()));
      }
    }
  }

  private static boolean isSeed(Path file) {
    return file.toString().endsWith(".parquet")
        && !file.toString().contains("corrupt")
        && !file.toString().contains("large_string")
        && file.toFile().length() < MAX_SEED_BYTES;
  }

  private void check(int mutants) throws Exception {
    Map<String, Integer> outcomes = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    for (int next = 0; next < mutants; ) {
      List<String> lines = run(next, mutants);
      for (String line : lines) {
        String[] words = line.split(" ", 3);
        if (words[0].equals("end")) {
          next = Integer.parseInt(words[1]) + 1;
          outcomes.merge(words[2].split(":", 2)[0], 1, Integer::sum);
          if (words[2].startsWith("FAILED")) {
            failures.add(line);
          }
        } else if (words[0].equals("peak")) {
          long peakMegabytes = Long.parseLong(words[1]) >> 10;
          assertTrue(peakMegabytes <= MAX_MB, peakMegabytes + " MB in use");
        }
      }
      if (next < mutants) {
        failures.add("The process ended with " + String.join(" | ", tail(lines)));
        assertTrue(failures.size() < MAX_FAILURES, failures::toString);
        next++;
      }
    }
    System.out.println(mutants + " mutants: " + outcomes);
    assertEquals(List.of(), failures);
    assertTrue(outcomes.getOrDefault("equal", 0) > mutants / 50, outcomes::toString);
    assertTrue(outcomes.getOrDefault("refused CORRUPT", 0) > mutants / 10, outcomes::toString);
  }

  /** What the process said from the last mutant on. */
  private static List<String> tail(List<String> lines) {
    int last = 0;
    for (int i = 0; i < lines.size(); i++) {
      last = lines.get(i).startsWith("begin ") ? i : last;
    }
    return lines.subList(last, Math.min(lines.size(), last + 40));
  }

  /** Runs the process until its end, which may come early. */
  private List<String> run(int from, int to) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("pf.jvm.flags").split(" ")));
    command.addAll(
        List.of(
            "-Xmx" + HEAP_MB + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/stdout",
            "-cp",
            System.getProperty("java.class.path"),
            ParquetMutants.class.getName(),
            folder.toString(),
            Integer.toString(from),
            Integer.toString(to)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.onExit().orTimeout(TIMEOUT_MINUTES, TimeUnit.MINUTES);
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(Collectors.toList());
    } finally {
      process.destroyForcibly();
    }
  }
}
