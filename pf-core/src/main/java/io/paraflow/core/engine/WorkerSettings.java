package io.paraflow.core.engine;

import io.paraflow.core.file.ReadSpec;
import java.time.Duration;

/**
 * How a worker works.
 *
 * @param threads how many pipelines, each with a thread of its own; at least 1
 * @param memoryBytesPerThread the limit of a thread's Arrow memory, read-ahead to bulk bodies
 * @param readSpec what to read from every file
 * @param format the name of the format of every file; empty means to look
 * @param maxAttempts how often a work item is tried before it is set aside; at least 1
 * @param shutdownTimeout how long a stopping thread waits for what it has written to be settled
 */
public record WorkerSettings(
    int threads,
    long memoryBytesPerThread,
    ReadSpec readSpec,
    String format,
    int maxAttempts,
    Duration shutdownTimeout) {
  /** Checks the ranges. */
  public WorkerSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
    }
    if (memoryBytesPerThread < 1) {
      throw new IllegalArgumentException(
          "memoryBytesPerThread must be at least 1 but is " + memoryBytesPerThread);
    }
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be at least 1 but is " + maxAttempts);
    }
  }
}
