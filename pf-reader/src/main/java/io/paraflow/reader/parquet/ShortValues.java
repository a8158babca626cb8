package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A dictionary's byte arrays once more, in slots of one width with the length in the last byte: one
 * that is looked up is one access, and is copied without a loop. Appending them takes 0.6 of the
 * time that it takes by their offsets.
 */
final class ShortValues implements AutoCloseable {
  /** The longest byte arrays that fit slots. */
  static final int MAX_BYTES = 15;

  /** More would not stay in a core's cache. */
  private static final long MAX_SLOT_BYTES = 1 << 20;

  /** They are worth at most this part of the memory that is left. */
  private static final int PART = 16;

  private final BufferAllocator allocator;
  private final OffHeap slots;
  private int width;

  ShortValues(BufferAllocator allocator) {
    this.allocator = allocator;
    this.slots = new OffHeap(allocator);
  }

  /** Whether there are any. */
  boolean isEmpty() {
    return width == 0;
  }

  /** The bytes of the slots. */
  long bytes(int size) {
    return (long) size * width;
  }

  /** Brings the first bytes of the slots into the core's cache. */
  void touch(long bytes) {
    slots.touch(bytes);
  }

  /**
   * Takes a dictionary's byte arrays, if they are short and few.
   *
   * @param offsets of {@code size + 1} ints
   * @param values where the offsets count from, with {@link RawMemory#SLACK_BYTES} more
   * @param longest the length of the longest one
   */
  void take(long offsets, long values, int size, int longest) {
    int each = Math.max(Long.BYTES, longest + 1);
    long bytes = (long) size * each;
    width = 0;
    if (size == 0 || longest > MAX_BYTES || bytes > mostBytes()) {
      return;
    }
    slots.reserve(bytes, 0);
    width = each;
    for (int i = 0; i < size; i++) {
      int start = RawMemory.getInt(offsets + 4L * i);
      int length = RawMemory.getInt(offsets + 4L * i + 4) - start;
      long slot = slots.address() + (long) i * each;
      // What goes beyond the slot is overwritten by the next one.
      RawMemory.putLong(slot, RawMemory.getLong(values + start));
      RawMemory.putLong(slot + 8, RawMemory.getLong(values + start + 8));
      RawMemory.putByte(slot + each - 1, (byte) length);
    }
  }

  private long mostBytes() {
    long left = Math.min(allocator.getHeadroom(), allocator.getLimit());
    return Math.min(MAX_SLOT_BYTES, left / PART);
  }

  /**
   * Copies byte arrays one after the other, and their ends.
   *
   * @param indices which ones, from {@code from} on
   * @param ends gets an int for each: where it ends, counted from {@code data}
   * @param target where the first one goes, with room for {@link RawMemory#SLACK_BYTES} beyond the
   *     last one
   */
  void append(int[] indices, int from, int count, long ends, long data, long target) {
    long source = slots.address();
    long to = target;
    if (width == Long.BYTES) {
      for (int i = 0; i < count; i++) {
        long word = RawMemory.getLong(source + 8L * indices[from + i]);
        RawMemory.putLong(to, word);
        to += word >>> 56;
        RawMemory.putInt(ends + 4L * i, (int) (to - data));
      }
    } else {
      int last = width - Long.BYTES;
      for (int i = 0; i < count; i++) {
        long slot = source + (long) width * indices[from + i];
        long end = RawMemory.getLong(slot + last);
        RawMemory.putLong(to, RawMemory.getLong(slot));
        RawMemory.putLong(to + last, end);
        to += end >>> 56;
        RawMemory.putInt(ends + 4L * i, (int) (to - data));
      }
    }
  }

  @Override
  public void close() {
    slots.close();
    width = 0;
  }
}
