package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a line in which U+FFFD stands for whatever is not UTF-8, once for each maximal subpart
 * of a sequence (Unicode Standard, section 3.9). A line feed and {@link RawMemory#SLACK_BYTES}
 * follow it, as they follow the lines of a {@link Window}.
 */
final class RepairedLine implements AutoCloseable {
  /** U+FFFD in UTF-8, as the lower bytes of a word. */
  private static final int REPLACEMENT = 0xbdbfef;

  private static final int REPLACEMENT_BYTES = 3;

  private final boolean wanted;
  private final BufferAllocator allocator;
  private @Nullable ArrowBuf buffer;
  private long original;
  private long start;
  private long end;

  /** No copy yet; there will be none unless invalid bytes are to be replaced. */
  RepairedLine(InvalidUtf8 invalid, BufferAllocator allocator) {
    this.wanted = invalid == InvalidUtf8.REPLACE;
    this.allocator = allocator;
  }

  /**
   * Copies a line, unless all of it is UTF-8 or no copy is wanted.
   *
   * @param lineFeed where it ends
   * @return whether there is a copy
   * @throws org.apache.arrow.memory.OutOfMemoryException when there is no memory for it
   */
  boolean copy(long from, long lineFeed) {
    if (!wanted) {
      return false;
    }
    long length = 0;
    boolean valid = true;
    for (long at = from; at < lineFeed; ) {
      int bytes = length(at);
      valid &= bytes > 0;
      length += bytes > 0 ? bytes : REPLACEMENT_BYTES;
      at += Math.abs(bytes);
    }
    if (valid) {
      return false;
    }
    close();
    buffer = allocator.buffer(length + RawMemory.SLACK_BYTES);
    original = from;
    start = buffer.memoryAddress();
    long target = start;
    for (long at = from; at < lineFeed; ) {
      int bytes = length(at);
      // Sequences are at most 4 bytes; what is written beyond them is overwritten.
      RawMemory.putInt(target, bytes > 0 ? RawMemory.getInt(at) : REPLACEMENT);
      target += bytes > 0 ? bytes : REPLACEMENT_BYTES;
      at += Math.abs(bytes);
    }
    end = target;
    RawMemory.fill(target, RawMemory.SLACK_BYTES, (byte) '\n');
    return true;
  }

  /** The address of the copy. */
  long start() {
    return start;
  }

  /** Where a byte of the copy comes from; other addresses are their own. */
  long originalOf(long address) {
    if (address < start || address > end) {
      return address;
    }
    long at = original;
    long copied = start;
    while (copied < address) {
      int bytes = length(at);
      copied += bytes > 0 ? bytes : REPLACEMENT_BYTES;
      at += Math.abs(bytes);
    }
    return at;
  }

  /** The length of the sequence at an address; of the subpart at it, negative, if it is none. */
  private static int length(long address) {
    if (RawMemory.getByte(address) >= 0) {
      return 1;
    }
    int length = Utf8.sequenceLength(address);
    return length > 0 ? length : -Utf8.subpartLength(address);
  }

  /** Gives the memory of the copy back, which is no more. */
  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
      buffer = null;
      start = 0;
      end = 0;
    }
  }
}
