package io.paraflow.core.memory;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/** An allocator cannot give as much as is needed. */
public final class MemoryShortage extends OutOfMemoryException {
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

  /**
   * Allocates memory.
   *
   * @throws MemoryShortage when the allocator cannot give as much
   */
  public static ArrowBuf allocate(BufferAllocator allocator, long bytes) {
    try {
      return allocator.buffer(bytes);
    } catch (OutOfMemoryException e) {
      throw new MemoryShortage(allocator, allocator.getRoundingPolicy().getRoundedSize(bytes));
    }
  }

  /**
   * Why a file cannot be read whose reader found no memory.
   *
   * @param location the file
   */
  public static IngestException failure(
      String location, BufferAllocator allocator, OutOfMemoryException cause) {
    return new IngestException(
        ErrorCode.LIMIT_EXCEEDED,
        "Reading %s needs more than the %d bytes of memory that a thread may use: raise --memory-mb"
            .formatted(location, allocator.getLimit()),
        cause);
  }

  /** What the allocator would have to give in all. */
  public long neededBytes() {
    return neededBytes;
  }
}
