package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.jspecify.annotations.Nullable;

/**
 * The values of a chunk's dictionary page, as Arrow stores them: they take as much memory as the
 * page has bytes, where Arrow's values are as wide as the file's.
 */
final class Dictionary implements AutoCloseable {
  private static final int SHORT_BYTES = 64;

  /** A line that is read in order takes about a quarter of the time of one that is looked up. */
  private static final int LINES_PER_LOOKUP = 2;

  /** Less is not worth being written and read. */
  private static final int LEAST_SPILLED_BYTES = 4 << 10;

  private final BufferAllocator allocator;
  private final OffHeap values;
  private final OffHeap offsets;
  private final ShortValues shortValues;
  private SpillFile.@Nullable Spilled spilled;
  private int size;
  private long fixedBytes;
  private int arrayBytes;
  private int longest;
  private int shortest;

  Dictionary(BufferAllocator allocator) {
    this.allocator = allocator;
    this.values = new OffHeap(allocator);
    this.offsets = new OffHeap(allocator);
    this.shortValues = new ShortValues(allocator);
  }

  int size() {
    return size;
  }

  /** The bytes of all byte arrays. */
  int valueBytes() {
    return arrayBytes;
  }

  /** The length of the longest byte array. */
  int longestValue() {
    return longest;
  }

  /** Where values of a fixed width are. */
  long values() {
    return values.address();
  }

  /**
   * Brings what is looked up into the core's cache, in order, where at least half as many values
   * will be as it has cache lines: files of 11 columns that are lists and structs take 0.92 to 0.96
   * of the time on a small, busy core (docs/decisions/019). Does nothing while the values are
   * spilled.
   *
   * @param lookups about how many values will be looked up
   */
  void touch(long lookups) {
    long bytes = shortValues.isEmpty() ? fixedBytes + arrayBytes : shortValues.bytes(size);
    if (bytes > lookups * LINES_PER_LOOKUP * OffHeap.CACHE_LINE_BYTES) {
      return;
    }
    if (!shortValues.isEmpty()) {
      shortValues.touch(bytes);
      return;
    }
    values.touch(bytes);
    if (!areOfOneLength()) {
      offsets.touch(offsetBytes());
    }
  }

  /**
   * Appends byte arrays to a builder, without committing them.
   *
   * @param indices which ones; each below {@link #size}
   * @param from the first index
   * @param count how many
   * @param byteLimit where to stop: as soon as they have this many bytes
   * @return how many were appended, at least 1
   */
  int append(int[] indices, int from, int count, long byteLimit, BytesBuilder target) {
    long most = (long) count * longest;
    if (longest <= SHORT_BYTES && most <= byteLimit) {
      // Even empty values are written, in whole words.
      target.reserveData(Math.max(1, most));
      appendShort(indices, from, count, target);
      return count;
    }
    long entries = offsets.address();
    long ends = target.nextOffset();
    long base = target.dataBytes();
    long total = 0;
    int n = 0;
    int longestHere = 0;
    while (n < count && (n == 0 || total < byteLimit)) {
      int length = length(RawMemory.getLong(entries + 4L * indices[from + n]));
      total += length;
      longestHere = Math.max(longestHere, length);
      RawMemory.putInt(ends + 4L * n, (int) (base + total));
      n++;
    }
    target.reserveData(total);
    long to = target.data() + base;
    long source = values.address();
    if (longestHere <= SHORT_BYTES) {
      for (int i = 0; i < n; i++) {
        long entry = RawMemory.getLong(entries + 4L * indices[from + i]);
        int length = length(entry);
        RawMemory.copyOverrun(source + (int) entry, to, length);
        to += length;
      }
    } else {
      for (int i = 0; i < n; i++) {
        long entry = RawMemory.getLong(entries + 4L * indices[from + i]);
        int length = length(entry);
        RawMemory.copy(source + (int) entry, to, length);
        to += length;
      }
    }
    target.addDense(n);
    return n;
  }

  private boolean areOfOneLength() {
    return shortest == longest;
  }

  /** Appends byte arrays for all of which there is room: without looking at lengths before. */
  private void appendShort(int[] indices, int from, int count, BytesBuilder target) {
    if (areOfOneLength()) {
      appendOfOneLength(indices, from, count, target);
      return;
    }
    if (shortValues.isEmpty() && longest <= ShortValues.MAX_BYTES) {
      shortValues.take(offsets.address(), values.address(), size, longest);
    }
    long ends = target.nextOffset();
    long data = target.data();
    long to = data + target.dataBytes();
    if (!shortValues.isEmpty()) {
      shortValues.append(indices, from, count, ends, data, to);
    } else {
      long entries = offsets.address();
      long source = values.address();
      for (int i = 0; i < count; i++) {
        long entry = RawMemory.getLong(entries + 4L * indices[from + i]);
        int length = length(entry);
        RawMemory.copyOverrun(source + (int) entry, to, length);
        to += length;
        RawMemory.putInt(ends + 4L * i, (int) (to - data));
      }
    }
    target.addDense(count);
  }

  /**
   * Appends byte arrays of which it is known where they are and where they go. Takes 0.75 to 1.0 of
   * the time of {@link ShortValues}, and 0.3 to 0.55 where there are too many for those.
   */
  private void appendOfOneLength(int[] indices, int from, int count, BytesBuilder target) {
    long ends = target.nextOffset();
    int end = target.dataBytes();
    if (longest > 0) {
      copyOfOneLength(indices, from, count, target.data() + end);
    }
    for (int i = 0; i < count; i++) {
      end += longest;
      RawMemory.putInt(ends + 4L * i, end);
    }
    target.addDense(count);
  }

  private void copyOfOneLength(int[] indices, int from, int count, long target) {
    long source = values.address();
    long length = longest;
    if (length <= Long.BYTES) {
      for (int i = 0; i < count; i++) {
        long at = source + length * indices[from + i];
        RawMemory.putLong(target + length * i, RawMemory.getLong(at));
      }
    } else if (length <= 2 * Long.BYTES) {
      for (int i = 0; i < count; i++) {
        long at = source + length * indices[from + i];
        long to = target + length * i;
        RawMemory.putLong(to, RawMemory.getLong(at));
        RawMemory.putLong(to + 8, RawMemory.getLong(at + 8));
      }
    } else {
      long to = target;
      for (int i = 0; i < count; i++) {
        RawMemory.copyOverrun(source + length * indices[from + i], to, longest);
        to += length;
      }
    }
  }

  /**
   * The length of a byte array, of which the 8 bytes at its offset are its start, in the low half,
   * and its end.
   */
  private static int length(long entry) {
    return (int) (entry >>> 32) - (int) entry;
  }

  /**
   * Shows the byte arrays.
   *
   * @param vector of their type, without buffers; shares memory with this until it is closed
   */
  void lend(FieldVector vector) {
    vector.loadFieldBuffers(
        new ArrowFieldNode(size, 0),
        List.of(allocator.getEmpty(), offsets.buffer(), values.buffer()));
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
    fixedBytes = (long) count * leaf.arrowWidth();
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
    longest = 0;
    shortest = count == 0 ? 0 : Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      window.require(4);
      int length = RawMemory.getInt(window.position());
      window.skip(4);
      if (length < 0 || length > window.remaining() || length > values.capacity() - start) {
        throw window.place().corrupt("a dictionary value of " + (length & 0xffffffffL) + " bytes");
      }
      if (length <= SHORT_BYTES) {
        window.require(length);
        RawMemory.copyOverrun(window.position(), values.address() + start, length);
        window.skip(length);
      } else {
        window.read(values.address() + start, length);
      }
      start += length;
      longest = Math.max(longest, length);
      shortest = Math.min(shortest, length);
      RawMemory.putInt(offsets.address() + 4L * i + 4, start);
    }
    size = count;
    arrayBytes = start;
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
    fixedBytes = (long) count * width;
  }

  /** Whether it is large enough to be written to a file and read again. */
  boolean isWorthSpilling() {
    return fixedBytes + arrayBytes + offsetBytes() >= LEAST_SPILLED_BYTES;
  }

  private long offsetBytes() {
    return fixedBytes > 0 ? 0 : 4L * (size + 1);
  }

  /**
   * Gives up the memory of the values until they are {@linkplain #restore restored}.
   *
   * @return false, and nothing done, where the file has no room for them
   */
  boolean spill(SpillFile file) {
    long valueBytes = fixedBytes + arrayBytes;
    if (spilled == null) {
      SpillFile.Spilled copy = file.take(valueBytes + offsetBytes());
      if (copy == null) {
        return false;
      }
      spilled = copy;
      copy.write(0, values.address(), valueBytes);
      copy.write(valueBytes, offsets.address(), offsetBytes());
    }
    release();
    return true;
  }

  /** Brings the values back into memory, to another place. */
  void restore() {
    SpillFile.Spilled copy = spilled;
    if (copy == null) {
      throw new IllegalStateException("nothing was spilled");
    }
    long valueBytes = fixedBytes + arrayBytes;
    values.reserve(valueBytes, 0);
    copy.read(0, values.address(), valueBytes);
    offsets.reserve(offsetBytes(), 0);
    copy.read(valueBytes, offsets.address(), offsetBytes());
  }

  private void release() {
    values.close();
    offsets.close();
    shortValues.close();
  }

  @Override
  public void close() {
    release();
    if (spilled != null) {
      spilled.close();
      spilled = null;
    }
  }
}
