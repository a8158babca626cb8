package io.paraflow.reader.parquet;

import io.paraflow.core.memory.NativeMemory;
import io.paraflow.core.memory.RawMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.memory.BufferAllocator;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Brotli (RFC 7932). The library's memory is the heap's; it is counted as the allocator's, as it
 * may be large.
 */
final class BrotliPages implements StreamingDecompressor {
  /** Tables of one prefix code, and how many codes there can be of the three kinds. */
  private static final long TABLE_BYTES = 1080 * Integer.BYTES;

  private static final long MAX_TABLES = 3 * 256;

  /** What does not depend on the page. */
  private static final long STATE_BYTES = 64 << 10;

  private final BufferAllocator allocator;
  private final byte[] buffer = new byte[16 << 10];
  private @Nullable NativeMemory memory;
  private @Nullable ChunkInput input;
  private @Nullable BrotliInputStream stream;

  BrotliPages(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * What the library takes for a page: a ring buffer of its window, or of the page where that is
   * smaller, and tables, of which no stored byte begins more than one.
   *
   * @param page its section, of which nothing was consumed
   * @param bytes what it decompresses to
   */
  static long heapBytes(ChunkInput page, long bytes) {
    if (page.available() == 0) {
      return STATE_BYTES;
    }
    long ring = 1L << windowBits(RawMemory.getByte(page.address()));
    while (ring >> 1 > bytes) {
      ring >>= 1;
    }
    return STATE_BYTES + ring + TABLE_BYTES * Math.min(MAX_TABLES, page.sectionLeft());
  }

  /** The window's size as a power of two, in the first bits of the stream (section 9.1). */
  private static int windowBits(byte head) {
    if ((head & 1) == 0) {
      return 16;
    }
    int large = head >> 1 & 7;
    if (large != 0) {
      return 17 + large;
    }
    int small = head >> 4 & 7;
    return small == 0 ? 17 : 8 + small;
  }

  @Override
  public void begin(ChunkInput page, long bytes) {
    end();
    input = page;
    NativeMemory counted = new NativeMemory(allocator);
    memory = counted;
    counted.growTo(heapBytes(page, bytes));
    try {
      stream = new BrotliInputStream(page.stream());
    } catch (IOException e) {
      throw page.place().corrupt("brotli: " + e.getMessage(), e);
    }
  }

  @Override
  public int produce(long target, int room) {
    ChunkInput page = input;
    BrotliInputStream from = stream;
    if (page == null || from == null) {
      return 0;
    }
    try {
      int n = from.read(buffer, 0, Math.min(room, buffer.length));
      if (n <= 0) {
        return 0;
      }
      RawMemory.copy(buffer, 0, target, n);
      return n;
    } catch (IOException e) {
      throw page.place().corrupt("brotli: " + e.getMessage(), e);
    }
  }

  @Override
  public void end() {
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a stream in memory", e);
      }
      stream = null;
    }
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }

  @Override
  public void close() {
    end();
  }
}
