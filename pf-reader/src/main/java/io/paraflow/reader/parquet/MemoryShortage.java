package io.paraflow.reader.parquet;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/** An allocator cannot give as much as is needed. */
final class MemoryShortage extends OutOfMemoryException {
  private static final long serialVersionUID = 1;

  private final long neededBytes;

  /**
   * A shortage.
   *
   * @param bytes what was asked for
   */
  MemoryShortage(BufferAllocator allocator, long bytes) {
    super(
        "%d bytes are in use and %d more are needed"
            .formatted(allocator.getAllocatedMemory(), bytes));
    this.neededBytes = allocator.getAllocatedMemory() + bytes;
  }

  /** What the allocator would have to give in all. */
  long neededBytes() {
    return neededBytes;
  }
}
