package io.paraflow.reader.parquet;

/** Decodes values of a fixed width, converting them where Arrow stores them differently. */
final class FixedColumnDecoder implements ValueDecoder {
  private final FixedValues values;
  private final FixedBuilder builder;
  private final Conversion conversion;
  private final OffHeap scratch;
  private final int width;

  FixedColumnDecoder(Context context, FixedValues values) {
    this.values = values;
    this.builder = (FixedBuilder) context.builder();
    this.conversion = context.leaf().conversion();
    this.width = context.leaf().storedWidth();
    this.scratch = new OffHeap(context.allocator());
  }

  @Override
  public void begin(PageWindow window, int count) {
    values.begin(window, count);
  }

  @Override
  public int decode(int count, long byteLimit) {
    if (conversion.isIdentity()) {
      values.decode(builder.end(), count);
    } else {
      scratch.reserve((long) count * width, 0);
      values.decode(scratch.address(), count);
      conversion.convert(scratch.address(), builder.end(), count);
    }
    return count;
  }

  @Override
  public void skip(int count) {
    values.skip(count);
  }

  @Override
  public void close() {
    values.close();
    scratch.close();
  }
}
