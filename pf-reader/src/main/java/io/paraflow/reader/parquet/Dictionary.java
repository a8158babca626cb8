package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The values of a chunk's dictionary page, as Arrow stores them: they take as much memory as the
 * page has bytes, where Arrow's values are as wide as the file's.
 */
final class Dictionary implements AutoCloseable {
  private final OffHeap values;
  private final OffHeap offsets;
  private int size;

  Dictionary(BufferAllocator allocator) {
    this.values = new OffHeap(allocator);
    this.offsets = new OffHeap(allocator);
  }

  int size() {
    return size;
  }

  /** Where values of a fixed width are. */
  long values() {
    return values.address();
  }

  /**
   * Where byte arrays start: 4 bytes each, and their end after the last, so that the 8 bytes at an
   * entry are its start and its end.
   */
  long offsets() {
    return offsets.address();
  }

  /** Reads values of a fixed width from a dictionary page. */
  void readFixed(PageWindow window, int count, LeafNode leaf) {
    int stored = leaf.storedWidth();
    long bytes = (long) count * stored;
    if (bytes > window.remaining()) {
      throw window.place().corrupt("a dictionary of " + count + " values that ends early");
    }
    values.reserve((long) count * leaf.arrowWidth(), 0);
    if (leaf.conversion().isIdentity()) {
      window.read(values.address(), bytes);
    } else {
      for (int i = 0; i < count; i++) {
        window.require(stored);
        leaf.conversion()
            .convert(window.position(), values.address() + (long) i * leaf.arrowWidth(), 1);
        window.skip(stored);
      }
    }
    size = count;
  }

  /** Reads byte arrays from a dictionary page. */
  void readBytes(PageWindow window, int count) {
    if (4L * count > window.remaining()) {
      throw window.place().corrupt("a dictionary of " + count + " values that ends early");
    }
    offsets.reserve(4L * count + 4, 0);
    values.reserve(window.remaining() - 4L * count, 0);
    RawMemory.putInt(offsets.address(), 0);
    int start = 0;
    for (int i = 0; i < count; i++) {
      window.require(4);
      int length = RawMemory.getInt(window.position());
      window.skip(4);
      if (length < 0 || length > window.remaining() || length > values.capacity() - start) {
        throw window.place().corrupt("a dictionary value of " + (length & 0xffffffffL) + " bytes");
      }
      window.read(values.address() + start, length);
      start += length;
      RawMemory.putInt(offsets.address() + 4L * i + 4, start);
    }
    size = count;
  }

  /** Reads byte arrays that hold decimals from a dictionary page. */
  void readDecimals(PageWindow window, int count, LeafNode leaf) {
    if (4L * count > window.remaining()) {
      throw window.place().corrupt("a dictionary of " + count + " values that ends early");
    }
    int width = leaf.arrowWidth();
    values.reserve((long) count * width, 0);
    for (int i = 0; i < count; i++) {
      window.require(4);
      int length = RawMemory.getInt(window.position());
      window.skip(4);
      if (length < 0 || length > window.remaining()) {
        throw window.place().corrupt("a dictionary value of " + (length & 0xffffffffL) + " bytes");
      }
      window.require(length);
      Conversion.decimal(
          window.position(), length, values.address() + (long) i * width, width, window.place());
      window.skip(length);
    }
    size = count;
  }

  @Override
  public void close() {
    values.close();
    offsets.close();
  }
}
