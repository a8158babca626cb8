package io.paraflow.reader.ndjson;

import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.compression.ByteSource;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * A part of the decompressed stream in memory, which slides forward over it. A line feed that is
 * not the stream's own stands behind the last byte, so that loops end there.
 */
final class Window implements AutoCloseable {
  private final ByteSource source;
  private final BufferAllocator allocator;
  private final long rangeEnd;
  private final int mostBytes;
  private ArrowBuf buffer;
  private int capacity;
  private long base;
  private int length;
  private long offset;
  private boolean ended;
  private @Nullable RuntimeException failure;

  /** An empty window at the start of a stream that is wanted as a whole. */
  Window(ByteSource source, BufferAllocator allocator, int leastBytes, int mostBytes) {
    this(source, 0, Long.MAX_VALUE, allocator, leastBytes, mostBytes);
  }

  /**
   * An empty window.
   *
   * @param source is closed with the window
   * @param offset the source's position in the stream
   * @param rangeEnd where in the stream to stop reading more than is asked for
   * @param leastBytes how much of the stream it shows at first
   * @param mostBytes how much it can be made to show
   */
  Window(
      ByteSource source,
      long offset,
      long rangeEnd,
      BufferAllocator allocator,
      int leastBytes,
      int mostBytes) {
    this.source = source;
    this.offset = offset;
    this.rangeEnd = rangeEnd;
    this.allocator = allocator;
    this.mostBytes = Math.max(leastBytes, mostBytes);
    this.capacity = leastBytes;
    this.buffer = allocate(leastBytes);
    this.base = buffer.memoryAddress();
    terminate();
  }

  private ArrowBuf allocate(int bytes) {
    return allocator.buffer((long) bytes + RawMemory.SLACK_BYTES);
  }

  /** The address of the first byte shown. */
  long start() {
    return base;
  }

  /** The address after the last byte shown, where the additional line feed stands. */
  long limit() {
    return base + length;
  }

  /** The offset in the stream of a byte shown. */
  long offsetOf(long address) {
    return offset + (address - base);
  }

  /** Whether no byte follows those shown: the stream has ended or failed. */
  boolean ended() {
    return ended;
  }

  /** Why the stream ended before its end, an IngestException or a want of memory; or null. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  /**
   * Slides on and shows more, unless the stream has ended.
   *
   * @param from the first byte that must stay; it moves to {@link #start}
   * @return false when the window is full and cannot be larger
   */
  boolean slide(long from) {
    int kept = (int) (limit() - from);
    if (kept == capacity) {
      if (!grow()) {
        return false;
      }
    } else if (from != base) {
      RawMemory.copy(from, base, kept);
      offset += from - base;
      length = kept;
    }
    while (length < capacity && !ended && (length == kept || offset + length < rangeEnd)) {
      read();
    }
    terminate();
    return true;
  }

  private void read() {
    try {
      int bytes = source.read(base + length, capacity - length);
      if (bytes < 0) {
        ended = true;
      } else {
        length += bytes;
      }
    } catch (IngestException | OutOfMemoryException e) {
      failure = e;
      ended = true;
    }
  }

  private boolean grow() {
    if (capacity >= mostBytes) {
      return false;
    }
    int larger = (int) Math.min(2L * capacity, mostBytes);
    ArrowBuf grown;
    try {
      grown = allocate(larger);
    } catch (OutOfMemoryException e) {
      // A record for which there is no memory is treated like one beyond the limit.
      return false;
    }
    RawMemory.copy(base, grown.memoryAddress(), length);
    buffer.close();
    buffer = grown;
    base = grown.memoryAddress();
    capacity = larger;
    return true;
  }

  private void terminate() {
    RawMemory.fill(base + length, RawMemory.SLACK_BYTES, (byte) '\n');
  }

  @Override
  public void close() {
    buffer.close();
    source.close();
  }
}
