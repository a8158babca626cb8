package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** PLAIN byte arrays, each behind its length. */
final class PlainBytes implements BytesDecoder {
  private static final int SHORT_BYTES = 128;

  private final BytesBuilder builder;
  private PageWindow window;

  PlainBytes(BytesBuilder builder, PageWindow window) {
    this.builder = builder;
    this.window = window;
  }

  @Override
  public void begin(PageWindow page, int values) {
    window = page;
  }

  @Override
  public int decode(int values, long byteLimit) {
    int done = 0;
    long bytes = 0;
    while (done < values && (done == 0 || bytes < byteLimit)) {
      int before = builder.dataBytes();
      int n = inWindow(values - done, byteLimit - bytes);
      if (n == 0) {
        oneBeyondWindow();
        n = 1;
      }
      done += n;
      bytes += builder.dataBytes() - before;
    }
    return done;
  }

  /** Takes values that lie in the window as a whole: first walks the lengths, then copies. */
  private int inWindow(int values, long byteLimit) {
    long start = window.position();
    int available = window.available();
    long ends = builder.nextOffset();
    int base = builder.dataBytes();
    int at = 0;
    int n = 0;
    int total = 0;
    while (n < values && at + 4 <= available) {
      int length = RawMemory.getInt(start + at);
      if (length < 0 || length > available - at - 4) {
        break;
      }
      at += 4 + length;
      total += length;
      RawMemory.putInt(ends + 4L * n, base + total);
      n++;
      if (total >= byteLimit) {
        break;
      }
    }
    if (n == 0) {
      return 0;
    }
    builder.reserveData(total);
    long target = builder.data();
    long source = start + 4;
    int from = base;
    for (int i = 0; i < n; i++) {
      int to = RawMemory.getInt(ends + 4L * i);
      int length = to - from;
      if (length <= SHORT_BYTES) {
        RawMemory.copyOverrun(source, target + from, length);
      } else {
        RawMemory.copy(source, target + from, length);
      }
      source += length + 4;
      from = to;
    }
    window.skip(at);
    builder.addDense(n);
    return n;
  }

  @Override
  public void skip(int values) {
    for (int i = 0; i < values; i++) {
      window.skipFully(nextLength());
    }
  }

  private int nextLength() {
    window.require(4);
    int length = RawMemory.getInt(window.position());
    if (length < 0 || length > window.remaining() - 4) {
      throw window
          .place()
          .corrupt(
              "a value of %d bytes where the page has %d left"
                  .formatted(length & 0xffffffffL, window.remaining() - 4));
    }
    window.skip(4);
    return length;
  }

  private void oneBeyondWindow() {
    int length = nextLength();
    builder.reserveData(length);
    window.read(builder.dataEnd(), length);
    RawMemory.putInt(builder.nextOffset(), builder.dataBytes() + length);
    builder.addDense(1);
  }

  @Override
  public void close() {}
}
