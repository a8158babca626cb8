package io.paraflow.reader.parquet;

import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.memory.RawMemory;

/**
 * How much memory each leaf column may take for input: wide tables get small windows, so that all
 * columns together stay within the thread's memory.
 *
 * @param blockBytes for stored bytes
 * @param windowBytes for decompressed bytes
 */
record MemoryPlan(long blockBytes, int windowBytes) {
  private static final int MAX_WINDOW_BYTES = 512 << 10;
  private static final int MIN_WINDOW_BYTES = 8 << 10;
  private static final int MAX_LOCAL_BLOCK_BYTES = 256 << 10;
  private static final int MAX_REMOTE_BLOCK_BYTES = 12 << 20;
  private static final int MIN_BLOCK_BYTES = 4 << 10;

  /**
   * Divides memory.
   *
   * @param available bytes that the allocator can still give
   * @param batchBytes the size of a batch
   * @param leaves how many leaf columns are read
   */
  static MemoryPlan divide(long available, long batchBytes, int leaves, Latency latency) {
    // A batch, the surplus of the one before, and buffers that grow by being copied.
    long batches = Math.min(available / 2, 3 * Math.min(batchBytes, available));
    long each = (available - batches) / Math.max(1, leaves);
    long window = powerOfTwo(each / 2, MIN_WINDOW_BYTES, MAX_WINDOW_BYTES);
    long block =
        latency == Latency.LOCAL
            ? powerOfTwo(each - window, MIN_BLOCK_BYTES, MAX_LOCAL_BLOCK_BYTES)
            : Math.clamp(each - window, MIN_BLOCK_BYTES, MAX_REMOTE_BLOCK_BYTES);
    return new MemoryPlan(block, (int) window - RawMemory.SLACK_BYTES);
  }

  private static long powerOfTwo(long bytes, long least, long most) {
    return Long.highestOneBit(Math.clamp(bytes, least, most));
  }
}
