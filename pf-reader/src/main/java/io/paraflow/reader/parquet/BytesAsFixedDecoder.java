package io.paraflow.reader.parquet;

/** Byte arrays that hold decimals: big-endian numbers of any length. */
final class BytesAsFixedDecoder implements ValueDecoder {
  private final BytesDecoder bytes;
  private final BytesBuilder values;
  private final FixedBuilder builder;
  private final ColumnPlace place;
  private final int width;

  BytesAsFixedDecoder(Context context, BytesDecoder bytes, BytesBuilder values) {
    this.bytes = bytes;
    this.values = values;
    this.builder = (FixedBuilder) context.builder();
    this.place = context.place();
    this.width = context.leaf().arrowWidth();
  }

  @Override
  public void begin(PageWindow window, int count) {
    bytes.begin(window, count);
  }

  @Override
  public int decode(int count, long byteLimit) {
    values.reserve(count);
    int n = bytes.decode(count, byteLimit);
    long target = builder.end();
    for (int i = 0; i < n; i++, target += width) {
      Conversion.decimal(values.address(i), values.length(i), target, width, place);
    }
    values.clear();
    return n;
  }

  @Override
  public void skip(int count) {
    bytes.skip(count);
  }

  @Override
  public void close() {
    bytes.close();
    values.close();
  }
}
