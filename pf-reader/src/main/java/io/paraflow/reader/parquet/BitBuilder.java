package io.paraflow.reader.parquet;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** Collects booleans. */
final class BitBuilder extends ColumnBuilder implements LeafBuilder {
  private final OffHeap values;
  private final long[] dense = new long[ColumnReader.MINI_BATCH / 64 + 2];
  private final long[] spread = new long[ColumnReader.MINI_BATCH / 64 + 2];

  BitBuilder(boolean nullable, BufferAllocator allocator) {
    super(nullable, allocator);
    this.values = new OffHeap(allocator);
  }

  /** Takes the next dense values from bit 0 on. */
  long[] dense() {
    return dense;
  }

  @Override
  public void reserve(int slots) {
    values.reserve(bitmapBytes(count + slots), bitmapBytes(count));
  }

  @Override
  public void commit(long[] bits, int slots, int present) {
    appendValidity(bits, slots, present == slots);
    long[] placed = dense;
    if (present < slots) {
      placed = spread;
      int j = 0;
      for (int i = 0; i < slots; i += 64) {
        int n = Math.min(64, slots - i);
        long mask = Bits.get(bits, i, n);
        int present64 = Long.bitCount(mask);
        placed[i >>> 6] = Long.expand(present64 == 0 ? 0 : Bits.get(dense, j, present64), mask);
        j += present64;
      }
    }
    Bits.append(placed, slots, values.address(), count);
    count += slots;
  }

  @Override
  long bytesOf(int slots) {
    return super.bytesOf(slots) + ((slots + 7L) >>> 3);
  }

  @Override
  long ownBytes() {
    return bytesOf(count);
  }

  @Override
  public void keep(int from, RowRanges kept) {
    int at = from;
    for (int range = kept.firstRange(); range < kept.endRange(); range++) {
      int first = (int) kept.from(range);
      int slots = (int) kept.to(range) - first;
      Bits.moveDown(values.address(), first, at, slots);
      keepValidity(first, at, slots);
      at += slots;
    }
    count = at;
  }

  @Override
  void lend(FieldVector vector, int slots) {
    load(vector, slots, values);
  }

  @Override
  void removeFirst(int slots) {
    removeValidity(slots);
    removeBits(values, slots);
    count -= slots;
  }

  @Override
  public void close() {
    super.close();
    values.close();
  }
}
