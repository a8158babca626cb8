package io.paraflow.reader.parquet;

import org.apache.arrow.memory.AllocationReservation;
import org.apache.arrow.memory.BufferAllocator;

/** Memory that a library takes by itself, counted as the allocator's. */
final class NativeMemory implements AutoCloseable {
  private final BufferAllocator allocator;
  private final AllocationReservation reserved;

  NativeMemory(BufferAllocator allocator) {
    this.allocator = allocator;
    this.reserved = allocator.newReservation();
  }

  /**
   * Counts bytes that the library is about to take, rounded up to a power of two.
   *
   * @throws MemoryShortage when the limit would be exceeded
   */
  void take(long bytes) {
    if (!reserved.add(bytes)) {
      throw new MemoryShortage(allocator, bytes);
    }
  }

  @Override
  public void close() {
    reserved.close();
  }
}
