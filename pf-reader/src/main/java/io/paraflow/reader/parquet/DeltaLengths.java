package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** A page's lengths, which come before its data and are kept until the data has been read. */
final class DeltaLengths implements AutoCloseable {
  private final ColumnPlace place;
  private final DeltaDecoder deltas;
  private final OffHeap lengths;
  private final long[] some;
  private int count;
  private int next;

  DeltaLengths(ValueDecoder.Context context) {
    this.place = context.place();
    this.deltas = new DeltaDecoder(new ByteWindow(place), context.allocator());
    this.lengths = new OffHeap(context.allocator());
    this.some = context.scratch().longs;
  }

  /** Reads all lengths. */
  void begin(PageWindow window, int values) {
    deltas.begin(window);
    if (deltas.valuesLeft() > values) {
      throw place.corrupt(deltas.valuesLeft() + " lengths in a page of " + values + " values");
    }
    count = (int) deltas.valuesLeft();
    next = 0;
    lengths.reserve(4L * count, 0);
    for (int at = 0; at < count; at += some.length) {
      int n = Math.min(some.length, count - at);
      deltas.read(some, 0, n);
      for (int i = 0; i < n; i++) {
        if (some[i] < 0 || some[i] > Integer.MAX_VALUE) {
          throw place.corrupt("a length of " + some[i]);
        }
        RawMemory.putInt(lengths.address() + 4L * (at + i), (int) some[i]);
      }
    }
  }

  int left() {
    return count - next;
  }

  /** The next length; only when some are {@linkplain #left() left}. */
  int next() {
    return RawMemory.getInt(lengths.address() + 4L * next++);
  }

  @Override
  public void close() {
    deltas.close();
    lengths.close();
  }
}
