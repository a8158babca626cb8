package io.paraflow.reader.parquet;

import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that grows. Beyond its capacity there are {@link RawMemory#SLACK_BYTES} for loops that
 * overrun. After it was given away it begins as large as it was used, so that batches of one size
 * are not built by copying them again and again.
 */
final class OffHeap implements AutoCloseable {
  private static final long MAX_SPARE_BYTES = 4 << 20;

  private final BufferAllocator allocator;
  private @Nullable ArrowBuf buffer;
  private long address;
  private long capacity;
  private long expected;

  OffHeap(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** What the allocator takes to {@link #reserve} so many bytes. */
  long memory(long bytes) {
    return allocator.getRoundingPolicy().getRoundedSize(bytes + RawMemory.SLACK_BYTES);
  }

  /** Where the buffer is; changes when it grows. */
  long address() {
    return address;
  }

  long capacity() {
    return capacity;
  }

  /**
   * Makes room.
   *
   * @param bytes the capacity that is needed
   * @param used how many bytes from the start are kept; disregarded while there is no buffer
   * @throws MemoryShortage when the allocator cannot give as much
   */
  void reserve(long bytes, long used) {
    if (bytes > capacity) {
      grow(bytes, used);
    }
  }

  private void grow(long bytes, long used) {
    long wanted =
        Math.max(Math.max(bytes, expected), Math.min(2 * capacity, bytes + MAX_SPARE_BYTES));
    ArrowBuf grown = MemoryShortage.allocate(allocator, wanted + RawMemory.SLACK_BYTES);
    if (buffer != null) {
      RawMemory.copy(address, grown.memoryAddress(), used);
    }
    close();
    buffer = grown;
    address = grown.memoryAddress();
    capacity = grown.capacity() - RawMemory.SLACK_BYTES;
  }

  /** The buffer itself, empty before memory was reserved. */
  ArrowBuf buffer() {
    return buffer == null ? allocator.getEmpty() : buffer;
  }

  /**
   * Gives the buffer away; this one is empty afterwards.
   *
   * @param used how many of its bytes were needed, as many as the next one may need
   */
  @Nullable ArrowBuf detach(long used) {
    ArrowBuf detached = buffer;
    expected = Math.min(used + used / 8, MAX_SPARE_BYTES);
    buffer = null;
    address = 0;
    capacity = 0;
    return detached;
  }

  @Override
  public void close() {
    ArrowBuf detached = detach(0);
    if (detached != null) {
      detached.close();
    }
  }
}
