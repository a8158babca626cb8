package io.paraflow.worker;

import com.sun.management.OperatingSystemMXBean;
import io.paraflow.core.config.ConfigException;
import io.paraflow.core.config.ConfigProblem;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Checks that options of different sections fit each other and the machine. */
final class Limits {
  private Limits() {}

  /**
   * Checks memory.
   *
   * @throws ConfigException with the arithmetic, when the options cannot be met
   */
  static void check(WorkerOptions worker, ReaderOptions reader) {
    check(
        worker,
        reader,
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
  }

  static void check(WorkerOptions worker, ReaderOptions reader, long machineBytes) {
    List<ConfigProblem> problems = new ArrayList<>();
    long machineMb = machineBytes >> 20;
    long neededMb = (long) worker.threadCount() * worker.memoryMb();
    if (neededMb > machineMb) {
      problems.add(
          new ConfigProblem(
              "worker.memory_mb",
              "%d threads with %d MB each need %d MB, but the machine has %d MB"
                  .formatted(worker.threadCount(), worker.memoryMb(), neededMb, machineMb)));
    }
    if (reader.batchMb() * 2L > worker.memoryMb()) {
      problems.add(
          new ConfigProblem(
              "reader.batch_mb",
              "batches of %d MB need worker.memory_mb of at least %d, but it is %d"
                  .formatted(reader.batchMb(), reader.batchMb() * 2L, worker.memoryMb())));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
