package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** Values of a fixed width in an encoding of byte arrays. */
final class BytesAsFixedValues implements FixedValues {
  private final ColumnPlace place;
  private final BytesDecoder bytes;
  private final BytesBuilder builder;
  private final int width;

  BytesAsFixedValues(ColumnPlace place, BytesDecoder bytes, BytesBuilder builder, int width) {
    this.place = place;
    this.bytes = bytes;
    this.builder = builder;
    this.width = width;
  }

  @Override
  public void begin(PageWindow window, int values) {
    bytes.begin(window, values);
  }

  @Override
  public void decode(long target, int values) {
    builder.reserve(values);
    int n = bytes.decode(values, Long.MAX_VALUE);
    for (int i = 0; i < n; i++) {
      if (builder.length(i) != width) {
        throw place.corrupt("a value of " + builder.length(i) + " bytes instead of " + width);
      }
    }
    RawMemory.copy(builder.data(), target, (long) n * width);
    builder.clear();
  }

  @Override
  public void skip(int values) {
    bytes.skip(values);
  }

  @Override
  public void close() {
    bytes.close();
    builder.close();
  }
}
