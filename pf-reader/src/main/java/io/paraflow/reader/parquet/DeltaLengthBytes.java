package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** DELTA_LENGTH_BYTE_ARRAY: all lengths, then all data. */
final class DeltaLengthBytes implements BytesDecoder {
  private final BytesBuilder builder;
  private final DeltaLengths lengths;
  private PageWindow window;

  DeltaLengthBytes(Context context, BytesBuilder builder, PageWindow window) {
    this.builder = builder;
    this.lengths = new DeltaLengths(context);
    this.window = window;
  }

  @Override
  public void begin(PageWindow page, int values) {
    window = page;
    lengths.begin(page, values);
  }

  @Override
  public int decode(int values, long byteLimit) {
    if (values > lengths.left()) {
      throw window.place().corrupt("fewer values than levels");
    }
    long ends = builder.nextOffset();
    int base = builder.dataBytes();
    long total = 0;
    int n = 0;
    while (n < values && (n == 0 || total < byteLimit)) {
      total += lengths.next();
      if (base + total > Integer.MAX_VALUE) {
        throw window.place().corrupt("values of " + total + " bytes");
      }
      RawMemory.putInt(ends + 4L * n, (int) (base + total));
      n++;
    }
    if (total > window.remaining()) {
      throw window.place().corrupt("values end early");
    }
    builder.reserveData(total);
    window.read(builder.dataEnd(), total);
    builder.addDense(n);
    return n;
  }

  @Override
  public void skip(int values) {
    if (values > lengths.left()) {
      throw window.place().corrupt("fewer values than levels");
    }
    long total = 0;
    for (int i = 0; i < values; i++) {
      total += lengths.next();
    }
    window.skipFully(total);
  }

  @Override
  public void close() {
    lengths.close();
  }
}
