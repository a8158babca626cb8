package io.paraflow.reader.parquet;

import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.memory.RawMemory;

/**
 * How much memory a row group may take. Input and batches share the thread's memory; every leaf
 * column gets the same part of the input's, so that wide tables have small windows.
 *
 * @param blockBytes each column's, for stored bytes
 * @param windowBytes each column's, for decompressed bytes
 * @param batchBytes what a batch may hold
 * @param columnBytes what a column may take that was not begun. When a column was read, as much
 *     must be left and a batch; columns that leave less give up their memory until they are read
 *     again. To keep three batches made 16 columns take turns in 48 MB, at 1.4 times the processor
 *     time
 */
record MemoryPlan(long blockBytes, int windowBytes, long batchBytes, long columnBytes) {
  private static final int MAX_WINDOW_BYTES = 512 << 10;
  private static final int MIN_WINDOW_BYTES = 8 << 10;
  private static final int MAX_LOCAL_BLOCK_BYTES = 256 << 10;
  private static final int MAX_REMOTE_BLOCK_BYTES = 24 << 20;
  private static final int MIN_BLOCK_BYTES = 4 << 10;

  /** For what no other figure covers: builders that grow, and the scratch of decompressors. */
  private static final long MARGIN_BYTES = 1 << 20;

  /** A batch, the surplus of the one before, and buffers that grow by being copied. */
  private static final int BATCHES = 3;

  /**
   * Divides memory.
   *
   * @param available bytes that the allocator can still give
   * @param batchBytes the greatest size of a batch
   * @param dictionaryBytes what the dictionaries of all columns take
   * @param decompressorBytes what the largest decompressor of a column takes
   * @param allDecompressorBytes what those of all columns take; blocks of remote files, which could
   *     fill all memory, leave as much of it to them
   * @param leaves how many leaf columns are read
   */
  static MemoryPlan divide(
      long available,
      long batchBytes,
      long dictionaryBytes,
      long decompressorBytes,
      long allDecompressorBytes,
      int leaves,
      Latency latency) {
    long batches = Math.min(available / 2, BATCHES * Math.min(batchBytes, available));
    long input = available - batches;
    long shared = input - Math.min(dictionaryBytes, input / 2);
    if (latency == Latency.REMOTE) {
      shared -= Math.min(allDecompressorBytes, shared / 2);
    }
    long each = shared / Math.max(1, leaves);
    long window = powerOfTwo(each / 2, MIN_WINDOW_BYTES, MAX_WINDOW_BYTES);
    long block =
        latency == Latency.LOCAL
            ? powerOfTwo(each - window, MIN_BLOCK_BYTES, MAX_LOCAL_BLOCK_BYTES)
            : Math.clamp(each - window, MIN_BLOCK_BYTES, MAX_REMOTE_BLOCK_BYTES);
    return new MemoryPlan(
        block,
        (int) window - RawMemory.SLACK_BYTES,
        Math.max(1, batches / BATCHES),
        window + block + Math.max(MARGIN_BYTES, decompressorBytes));
  }

  private static long powerOfTwo(long bytes, long least, long most) {
    return Long.highestOneBit(Math.clamp(bytes, least, most));
  }
}
