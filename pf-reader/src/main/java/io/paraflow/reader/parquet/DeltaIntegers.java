package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** DELTA_BINARY_PACKED integers of 4 or 8 bytes. */
final class DeltaIntegers implements FixedValues {
  private final int width;
  private final DeltaDecoder deltas;
  private final long[] values;

  DeltaIntegers(ValueDecoder.Context context, int width) {
    this.width = width;
    this.deltas = new DeltaDecoder(new ByteWindow(context.place()), context.allocator());
    this.values = context.scratch().longs;
  }

  @Override
  public void begin(PageWindow window, int count) {
    deltas.begin(window);
  }

  @Override
  public void skip(int count) {
    deltas.read(values, 0, count);
  }

  @Override
  public void decode(long target, int count) {
    deltas.read(values, 0, count);
    if (width == 8) {
      for (int i = 0; i < count; i++) {
        RawMemory.putLong(target + 8L * i, values[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        RawMemory.putInt(target + 4L * i, (int) values[i]);
      }
    }
  }

  @Override
  public void close() {
    deltas.close();
  }
}
