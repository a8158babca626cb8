package io.paraflow.reader.parquet;

import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A buffer that grows. Beyond its capacity there are {@link RawMemory#SLACK_BYTES} for loops that
 * overrun. After it was {@linkplain #renew renewed} it begins as large as it was used, so that
 * batches of one size are not built by copying them again and again.
 */
final class OffHeap implements AutoCloseable {
  /** Of most processors. */
  static final int CACHE_LINE_BYTES = 64;

  private static final long MAX_SPARE_BYTES = 4 << 20;

  private final BufferAllocator allocator;
  private ArrowBuf buffer;
  private long address;
  private long capacity;
  private long expected;

  /** Keeps the compiler from leaving {@link #touch} out. */
  @SuppressWarnings("UnusedVariable")
  private int touched;

  OffHeap(BufferAllocator allocator) {
    this.allocator = allocator;
    this.buffer = allocator.getEmpty();
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
    long kept = capacity == 0 ? 0 : used;
    try (ArrowBuf old = replace(wanted, bytes)) {
      RawMemory.copy(old.memoryAddress(), address, kept);
    }
  }

  /**
   * Returns the present buffer, to be closed, if there is memory at least for what is needed now.
   */
  private ArrowBuf replace(long wanted, long needed) {
    if (wanted > needed && allocator.getHeadroom() < memory(wanted)) {
      return replace(needed);
    }
    return replace(wanted);
  }

  /** Returns the present buffer, to be closed, if there is memory for the next one. */
  private ArrowBuf replace(long bytes) {
    ArrowBuf next =
        bytes == 0
            ? allocator.getEmpty()
            : MemoryShortage.allocate(allocator, bytes + RawMemory.SLACK_BYTES);
    ArrowBuf old = buffer;
    buffer = next;
    address = next.memoryAddress();
    capacity = Math.max(0, next.capacity() - RawMemory.SLACK_BYTES);
    return old;
  }

  /**
   * Brings the first bytes, as far as there are any, into the core's cache by reading every line.
   */
  void touch(long bytes) {
    long end = address + Math.min(bytes, capacity);
    int sum = 0;
    for (long at = address; at < end; at += CACHE_LINE_BYTES) {
      sum += RawMemory.getByte(at);
    }
    touched = sum;
  }

  /** The buffer itself, empty before memory was reserved. */
  ArrowBuf buffer() {
    return buffer;
  }

  /**
   * Goes on with another buffer.
   *
   * @param used how many bytes of this one were needed, as many as the next one may need
   * @param bytes the capacity that is needed now; nothing is allocated for none
   * @return this buffer, to be closed by the caller
   * @throws MemoryShortage when the allocator cannot give as much; this buffer stays then
   */
  ArrowBuf renew(long used, long bytes) {
    expected = Math.min(used + used / 8, MAX_SPARE_BYTES);
    return bytes == 0 ? replace(0) : replace(Math.max(bytes, expected), bytes);
  }

  @Override
  public void close() {
    renew(0, 0).close();
  }
}
