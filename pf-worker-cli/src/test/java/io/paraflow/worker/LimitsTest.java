package io.paraflow.worker;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.config.ConfigException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final long GIGABYTE = 1L << 30;

  @Test
  void acceptsWhatFits() {
    assertDoesNotThrow(() -> Limits.check(worker(4, 256), reader(128), GIGABYTE));
  }

  @Test
  void showsTheArithmeticOfEverythingThatDoesNotFit() {
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> Limits.check(worker(64, 48), reader(25), GIGABYTE));

    assertEquals(
        """
        worker.memory_mb: 64 threads with 48 MB each need 3072 MB, but the machine has 1024 MB
        reader.batch_mb: batches of 25 MB need worker.memory_mb of at least 50, but it is 48\
        """,
        e.getMessage());
  }

  private static WorkerOptions worker(int threads, int memoryMb) {
    return new WorkerOptions("w", null, threads, memoryMb, 3, Duration.ofSeconds(30));
  }

  private static ReaderOptions reader(int batchMb) {
    return new ReaderOptions("auto", 8192, batchMb, List.of(), List.of());
  }
}
