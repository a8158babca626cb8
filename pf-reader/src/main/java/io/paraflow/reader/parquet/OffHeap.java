package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that grows. Beyond its capacity there are {@link RawMemory#SLACK_BYTES} for loops that
 * overrun.
 */
final class OffHeap implements AutoCloseable {
  private final BufferAllocator allocator;
  private @Nullable ArrowBuf buffer;
  private long address;
  private long capacity;

  OffHeap(BufferAllocator allocator) {
    this.allocator = allocator;
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
   */
  void reserve(long bytes, long used) {
    if (bytes > capacity) {
      grow(bytes, used);
    }
  }

  private void grow(long bytes, long used) {
    long wanted = Math.max(bytes, Math.min(2 * capacity, bytes + (4 << 20)));
    ArrowBuf grown = allocator.buffer(wanted + RawMemory.SLACK_BYTES);
    if (buffer != null) {
      RawMemory.copy(address, grown.memoryAddress(), used);
    }
    close();
    buffer = grown;
    address = grown.memoryAddress();
    capacity = grown.capacity() - RawMemory.SLACK_BYTES;
  }

  /** Gives the buffer away; this one is empty afterwards. */
  @Nullable ArrowBuf detach() {
    ArrowBuf detached = buffer;
    buffer = null;
    address = 0;
    capacity = 0;
    return detached;
  }

  @Override
  public void close() {
    ArrowBuf detached = detach();
    if (detached != null) {
      detached.close();
    }
  }
}
