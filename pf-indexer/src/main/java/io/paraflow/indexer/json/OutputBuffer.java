package io.paraflow.indexer.json;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * Outgoing bytes in off-heap memory. It grows within its allocator's limit when one row does not
 * fit, and {@link #clear} brings it back to its first capacity. Used by one thread.
 *
 * <p>Writers of this package work on absolute addresses: they take the address at which to write,
 * ask {@link #ensure} for room, which may move the content, and return the address behind what they
 * wrote.
 */
public final class OutputBuffer implements AutoCloseable {
  /** Writers may overrun what they asked for by this much. */
  static final int SLACK = 64;

  private final BufferAllocator allocator;
  private final long firstCapacity;
  private ArrowBuf memory;
  private long start;
  private long limit;
  private long end;
  private boolean grown;

  /**
   * An empty buffer.
   *
   * @param allocator bounds the growth
   * @param capacity bytes that fit without growing, at least 1
   * @throws OutOfMemoryException when the allocator's limit does not allow for that much
   */
  public OutputBuffer(BufferAllocator allocator, long capacity) {
    this.allocator = allocator;
    this.firstCapacity = capacity + SLACK;
    this.memory = allocator.buffer(firstCapacity);
    use(memory, 0);
  }

  /** How many bytes have been written. */
  public long length() {
    return end - start;
  }

  /**
   * Forgets what was written after the first {@code length} bytes.
   *
   * @param length from 0 to {@link #length}
   */
  public void truncate(long length) {
    end = start + length;
  }

  /** Forgets everything and gives back what the buffer grew by. */
  public void clear() {
    if (grown) {
      ArrowBuf large = memory;
      try {
        memory = allocator.buffer(firstCapacity);
        large.close();
        grown = false;
      } catch (OutOfMemoryException _) {
        // The large one serves as well, until there is memory for the small one beside it.
        memory = large;
      }
    }
    use(memory, 0);
  }

  /** What was written, as a view that is valid until the next call of any other method. */
  public ByteBuffer content() {
    return memory.nioBuffer(0, Math.toIntExact(length()));
  }

  /** Appends one byte. */
  public void append(byte value) {
    long out = ensure(end, 1);
    RawMemory.putByte(out, value);
    end = out + 1;
  }

  /** Appends bytes as they are. */
  public void append(byte[] bytes) {
    long out = ensure(end, bytes.length);
    RawMemory.copy(bytes, 0, out, bytes.length);
    end = out + bytes.length;
  }

  @Override
  public void close() {
    memory.close();
  }

  /** The address of the first byte. */
  long start() {
    return start;
  }

  /** The address at which the next row begins. */
  long end() {
    return end;
  }

  /** Makes everything before an address the buffer's content. */
  void end(long out) {
    end = out;
  }

  /**
   * Makes room.
   *
   * @param out the address behind what was written so far
   * @param bytes how many may follow; the slack comes on top
   * @return where {@code out} is now
   * @throws IngestException RECORD_TOO_LARGE when there is no more memory
   */
  long ensure(long out, long bytes) {
    return bytes <= limit - out ? out : grow(out, bytes);
  }

  private long grow(long out, long bytes) {
    long used = out - start;
    long needed = used + bytes + SLACK;
    ArrowBuf larger = allocate(Math.max(needed, 2 * memory.capacity()), needed);
    RawMemory.copy(start, larger.memoryAddress(), used);
    long length = length();
    memory.close();
    memory = larger;
    grown = true;
    use(larger, length);
    return start + used;
  }

  private ArrowBuf allocate(long wanted, long needed) {
    try {
      return allocator.buffer(wanted);
    } catch (OutOfMemoryException tooMuch) {
      try {
        return allocator.buffer(needed);
      } catch (OutOfMemoryException e) {
        throw new IngestException(
            ErrorCode.RECORD_TOO_LARGE,
            "a record of more than %d bytes of JSON does not fit into the thread's memory, of which %d bytes of %d are in use"
                .formatted(
                    needed - SLACK - length(),
                    allocator.getAllocatedMemory(),
                    allocator.getLimit()),
            e);
      }
    }
  }

  private void use(ArrowBuf buffer, long length) {
    start = buffer.memoryAddress();
    end = start + length;
    limit = start + buffer.capacity() - SLACK;
  }
}
