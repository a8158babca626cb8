package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** Collects values of a fixed number of bytes. */
final class FixedBuilder extends ColumnBuilder implements LeafBuilder {
  private final int width;
  private final OffHeap values;

  FixedBuilder(int width, boolean nullable, BufferAllocator allocator) {
    super(nullable, allocator);
    this.width = width;
    this.values = new OffHeap(allocator);
  }

  /** Where the next value goes; valid until slots are reserved. */
  long end() {
    return values.address() + (long) count * width;
  }

  @Override
  public void reserve(int slots) {
    values.reserve((long) (count + slots) * width, (long) count * width);
  }

  @Override
  public void commit(long[] bits, int slots, int present) {
    appendValidity(bits, slots, present == slots);
    if (present < slots) {
      spread(bits, slots, present);
    }
    count += slots;
  }

  /**
   * Moves values from the back to their slots, without branches: a null's slot gets a neighbour's
   * value.
   */
  private void spread(long[] bits, int slots, int present) {
    long start = end();
    int j = present;
    switch (width) {
      case 1 -> {
        for (int i = slots - 1; i >= 0; i--) {
          j -= Bits.one(bits, i);
          RawMemory.putByte(start + i, RawMemory.getByte(start + j));
        }
      }
      case 2 -> {
        for (int i = slots - 1; i >= 0; i--) {
          j -= Bits.one(bits, i);
          RawMemory.putShort(start + 2L * i, RawMemory.getShort(start + 2L * j));
        }
      }
      case 4 -> {
        // Slots behind the last value get this: an index that is looked up must be one.
        RawMemory.putInt(start + 4L * present, 0);
        NullSpreader.BEST.spreadInts(bits, slots, present, start);
      }
      case 8 -> NullSpreader.BEST.spreadLongs(bits, slots, present, start);
      default -> {
        for (int i = slots - 1; i >= 0; i--) {
          if (Bits.one(bits, i) != 0) {
            j--;
            RawMemory.copy(start + (long) j * width, start + (long) i * width, width);
          } else {
            RawMemory.fill(start + (long) i * width, width, (byte) 0);
          }
        }
      }
    }
  }

  /**
   * Takes values of four bytes out of some of the slots.
   *
   * @param from the first slot, a multiple of 64
   * @param slots how many
   * @param bits gets which of them have a value, from bit 0 on
   * @param target gets the values that there are
   * @return how many there are
   */
  int present(int from, int slots, long[] bits, int[] target) {
    int found = 0;
    for (int i = 0; i < slots; i++) {
      if ((i & 63) == 0) {
        bits[i >>> 6] = nullable() ? RawMemory.getLong(validity.address() + (from + i) / 8) : -1;
      }
      if (Bits.one(bits, i) != 0) {
        target[found++] = RawMemory.getInt(values.address() + 4L * (from + i));
      }
    }
    return found;
  }

  @Override
  long bytesOf(int slots) {
    return super.bytesOf(slots) + (long) slots * width;
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
      RawMemory.copy(
          values.address() + (long) first * width,
          values.address() + (long) at * width,
          (long) slots * width);
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
    removeBytes(values, (long) slots * width, (long) count * width);
    count -= slots;
  }

  @Override
  public void close() {
    super.close();
    values.close();
  }
}
