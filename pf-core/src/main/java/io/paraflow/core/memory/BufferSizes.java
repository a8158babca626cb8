package io.paraflow.core.memory;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.rounding.RoundingPolicy;

/**
 * Rounds the sizes of buffers up, so that memory that was given back fits the next buffer: to
 * powers of two up to 64 KB, and to one of eight steps between two powers beyond. Arrow's own
 * policy takes up to twice as much as is asked for, which a limit counts and nobody uses.
 */
public final class BufferSizes implements RoundingPolicy {
  private static final long SMALL_BYTES = 64 << 10;
  private static final int STEPS = 8;

  /**
   * A new allocator that rounds like this, as do its children; to be closed by the caller.
   *
   * @param limitBytes the most that it gives
   */
  public static BufferAllocator newAllocator(long limitBytes) {
    return new RootAllocator(
        RootAllocator.configBuilder()
            .maxAllocation(limitBytes)
            .roundingPolicy(new BufferSizes())
            .build());
  }

  @Override
  public long getRoundedSize(long bytes) {
    if (bytes <= 1) {
      return bytes;
    }
    long power = Long.highestOneBit(bytes - 1);
    long step = power < SMALL_BYTES ? 2 * power : power / STEPS;
    return (bytes + step - 1) / step * step;
  }
}
