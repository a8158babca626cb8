package io.paraflow.core.memory;

import org.apache.arrow.memory.AllocationReservation;
import org.apache.arrow.memory.BufferAllocator;

/** Memory that a library takes by itself, counted as the allocator's. Used by one thread. */
public final class NativeMemory implements AutoCloseable {
  private static final long UNIT_BYTES = 1 << 10;

  private final BufferAllocator allocator;
  private final AllocationReservation reserved;
  private long bytes;

  /** Of no bytes yet. */
  public NativeMemory(BufferAllocator allocator) {
    this.allocator = allocator;
    this.reserved = allocator.newReservation();
  }

  /**
   * Counts what the library is about to take, in units of 1 KB, unless it was counted before.
   *
   * @param total how many bytes the library will have in all
   * @throws MemoryShortage when the limit would be exceeded
   */
  public void growTo(long total) {
    // The allocator rounds each part up to a power of two.
    while (bytes < total) {
      long part = Long.highestOneBit(Math.max(UNIT_BYTES, total - bytes));
      if (!reserved.add(part)) {
        throw new MemoryShortage(allocator, total - bytes);
      }
      bytes += part;
    }
  }

  @Override
  public void close() {
    reserved.close();
  }
}
