package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.data.DataSets;
import io.paraflow.testing.data.ParquetData;
import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.project.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What a worker needs does not depend on the size of the files: 64 MB of heap, 48 MB a thread. */
class MemoryTest {
  private static final int HEAP_MB = 64;
  private static final int THREAD_MB = 48;

  /** The JVM's own share: code, classes, stacks, and their archive. */
  private static final int JVM_MB = 140;

  @TempDir private Path folder;

  @Test
  void aRowGroupWithPagesLargerThanAllMemory() {
    try (DataSets sets = new DataSets(folder, 0.1)) {
      assertReads(sets.parquet(ParquetData.ONE_ROW_GROUP), sets.rows(ParquetData.ONE_ROW_GROUP));
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "pf.big", matches = "true")
  void filesOfOneAndOfTenGigabytes() {
    try (DataSets sets = new DataSets(Project.root().resolve(".pf/bench/full"), 1)) {
      assertReads(sets.parquet(ParquetData.ONE_ROW_GROUP), sets.rows(ParquetData.ONE_ROW_GROUP));
      assertReads(sets.parquet(ParquetData.HUGE), sets.rows(ParquetData.HUGE));
    }
  }

  @Test
  void whatGoesToTemporaryFilesIsReported() {
    Path file = folder.resolve("wide.parquet");
    String columns =
        IntStream.range(0, 60)
            .mapToObj(c -> "'value ' || hash(i * %d) as c%d".formatted(c, c))
            .collect(Collectors.joining(", "));
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          "copy (select %s from range(20000) t(i)) to %s (format parquet, codec zstd)"
              .formatted(columns, DuckDb.quoted(file)));
    }

    Ended little = stats(file, 8);
    Ended enough = stats(file, 200);

    assertEquals(0, little.exit(), little.err());
    assertTrue(little.out().matches("(?s).*\"spilledBytes\":[1-9].*"), little.out());
    assertTrue(little.err().contains("  spilled  "), little.err());
    assertEquals(0, enough.exit(), enough.err());
    assertTrue(enough.out().contains("\"spilledBytes\":0,"), enough.out());
    assertFalse(enough.err().contains("  spilled  "), enough.err());
  }

  private Ended stats(Path file, int memoryMb) {
    return new Commands(folder, Map.of())
        .run(
            "exec %s --threads 1 --memory-mb %d --destination stats --output-format json %s"
                .formatted(Commands.bin("pf-worker"), memoryMb, Commands.quoted(file.toString())));
  }

  private void assertReads(Path file, long rows) {
    AtomicLong peakMegabytes = new AtomicLong();
    Ended ended =
        new Commands(folder, Map.of("PF_JAVA_OPTS", "-Xmx" + HEAP_MB + "m"))
            .run(
                "exec %s --threads 1 --memory-mb %d --destination stats --output-format json %s"
                    .formatted(
                        Commands.bin("pf-worker"), THREAD_MB, Commands.quoted(file.toString())),
                process -> watch(process, peakMegabytes));

    assertEquals(0, ended.exit(), ended.err());
    assertTrue(ended.out().contains("\"rows\":" + rows + ","), ended.out());
    assertTrue(
        peakMegabytes.get() <= HEAP_MB + THREAD_MB + JVM_MB,
        () -> peakMegabytes + " MB at most in use while reading " + file.getFileName());
  }

  /** Notes the most memory that a process has held, where the system tells. */
  private static void watch(Process process, AtomicLong peakMegabytes) {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    try {
      while (process.isAlive() && Files.exists(status)) {
        Files.readString(status)
            .lines()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
            .forEach(peakMegabytes::set);
        Thread.sleep(20);
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
