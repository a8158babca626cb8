package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** Collects values of any number of bytes. */
final class BytesBuilder extends ColumnBuilder implements LeafBuilder {
  private final ColumnPlace place;
  private final OffHeap offsets;
  private final OffHeap data;
  private int dense;

  BytesBuilder(ColumnPlace place, boolean nullable, BufferAllocator allocator) {
    super(nullable, allocator);
    this.place = place;
    this.offsets = new OffHeap(allocator);
    this.data = new OffHeap(allocator);
  }

  @Override
  public void reserve(int slots) {
    if (offsets.capacity() == 0) {
      offsets.reserve(4L * (count + slots + 1), 0);
      RawMemory.putInt(offsets.address(), 0);
    }
    offsets.reserve(4L * (count + slots + 1), 4L * (count + dense + 1));
  }

  /** Where the end of the next value is stored; those of further ones follow. */
  long nextOffset() {
    return offsets.address() + 4L * (count + dense + 1);
  }

  /** Bytes of all values. */
  int dataBytes() {
    return RawMemory.getInt(offsets.address() + 4L * (count + dense));
  }

  /** For how many bytes of data there is room. */
  long dataRoom() {
    return data.capacity() - dataBytes();
  }

  /** Where data of the next value goes; valid until data is reserved. */
  long dataEnd() {
    return data.address() + dataBytes();
  }

  long data() {
    return data.address();
  }

  /** Makes room for data beyond the present one. */
  void reserveData(long bytes) {
    int used = dataBytes();
    checkBytes(used + bytes, place);
    data.reserve(used + bytes, used);
  }

  /**
   * Checks what values take together.
   *
   * @throws IngestException when it is more than a vector can have
   */
  static void checkBytes(long bytes, ColumnPlace place) {
    long most = Integer.MAX_VALUE - RawMemory.SLACK_BYTES;
    if (bytes > most) {
      throw place.error(
          ErrorCode.LIMIT_EXCEEDED,
          "the values of one batch have more than %d bytes, which no Arrow vector can hold: lower reader.batch_mb (--batch-mb), or leave the column out (--columns) if one row has as many"
              .formatted(most));
    }
  }

  /** Takes values whose ends and data were written, before they are committed to slots. */
  void addDense(int values) {
    dense += values;
  }

  /** Forgets values that were added but not committed. */
  void dropDense() {
    dense = 0;
  }

  @Override
  public void commit(long[] bits, int slots, int present) {
    appendValidity(bits, slots, present == slots);
    if (present < slots) {
      long start = offsets.address() + 4L * count;
      RawMemory.putInt(start + 4L * slots, RawMemory.getInt(start + 4L * present));
      NullSpreader.BEST.spreadInts(bits, slots, present, start);
    }
    dense = 0;
    count += slots;
  }

  @Override
  long bytesOf(int slots) {
    return super.bytesOf(slots)
        + (slots == 0 ? 0 : 4L * (slots + 1) + RawMemory.getInt(offsets.address() + 4L * slots));
  }

  @Override
  long ownBytes() {
    return bytesOf(count);
  }

  /** Forgets all values but keeps the memory. */
  void clear() {
    count = 0;
    dense = 0;
    if (offsets.capacity() > 0) {
      RawMemory.putInt(offsets.address(), 0);
    }
  }

  /** The length of a value. */
  int length(int value) {
    long at = offsets.address() + 4L * value;
    return RawMemory.getInt(at + 4) - RawMemory.getInt(at);
  }

  /** Where a value is. */
  long address(int value) {
    return data.address() + RawMemory.getInt(offsets.address() + 4L * value);
  }

  @Override
  public void keep(int from, RowRanges kept) {
    long start = offsets.address();
    int at = from;
    int end = RawMemory.getInt(start + 4L * from);
    for (int range = kept.firstRange(); range < kept.endRange(); range++) {
      int first = (int) kept.from(range);
      int slots = (int) kept.to(range) - first;
      int dataFrom = RawMemory.getInt(start + 4L * first);
      int dataTo = RawMemory.getInt(start + 4L * (first + slots));
      RawMemory.copy(data.address() + dataFrom, data.address() + end, dataTo - dataFrom);
      for (int i = 1; i <= slots; i++) {
        int slotEnd = RawMemory.getInt(start + 4L * (first + i));
        RawMemory.putInt(start + 4L * (at + i), slotEnd - dataFrom + end);
      }
      keepValidity(first, at, slots);
      at += slots;
      end += dataTo - dataFrom;
    }
    count = at;
  }

  @Override
  void lend(FieldVector vector, int slots) {
    reserve(0);
    load(vector, slots, offsets, data);
  }

  @Override
  void removeFirst(int slots) {
    if (count > 0) {
      removeBytes(data, RawMemory.getInt(offsets.address() + 4L * slots), dataBytes());
    }
    removeOffsets(offsets, slots);
    removeValidity(slots);
    count -= slots;
  }

  @Override
  public void close() {
    super.close();
    offsets.close();
    data.close();
    dense = 0;
  }
}
