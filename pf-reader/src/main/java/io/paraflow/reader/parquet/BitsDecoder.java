package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** Booleans: PLAIN, one bit each, or in the hybrid encoding behind its length. */
final class BitsDecoder implements ValueDecoder {
  private final BitBuilder builder;
  private final long[][] planes;
  private final RunLengthDecoder runs;
  private final boolean hybrid;
  private PageWindow window;
  private int bit;

  BitsDecoder(Context context, PageWindow window, boolean hybrid) {
    this.builder = (BitBuilder) context.builder();
    this.planes = new long[][] {builder.dense()};
    this.hybrid = hybrid;
    this.window = window;
    this.runs = new RunLengthDecoder(window);
  }

  @Override
  public void begin(PageWindow page, int values) {
    window = page;
    bit = 0;
    if (hybrid) {
      page.require(4);
      page.skip(4);
      runs.begin(page, 1);
    }
  }

  @Override
  public int decode(int values, long byteLimit) {
    if (hybrid) {
      runs.readPlanes(planes, values);
    } else {
      readPlain(builder.dense(), values);
    }
    return values;
  }

  @Override
  public void skip(int values) {
    decode(values, Long.MAX_VALUE);
  }

  private void readPlain(long[] target, int values) {
    int bytes = (bit + values + 7) >>> 3;
    window.require(bytes);
    long source = window.position();
    for (int i = 0; i < values; i += 32) {
      long at = (long) bit + i;
      long word = RawMemory.getLong(source + (at >>> 3)) >>> (at & 7) & 0xffffffffL;
      int t = i >>> 6;
      target[t] = (i & 32) == 0 ? word : target[t] | word << 32;
    }
    bit += values;
    window.skip(bit >>> 3);
    bit &= 7;
  }

  @Override
  public void close() {}
}
