package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** DELTA_BYTE_ARRAY: each value begins with as many bytes of the one before as its prefix says. */
final class DeltaBytes implements BytesDecoder {
  private final BytesBuilder builder;
  private final DeltaLengths prefixes;
  private final DeltaLengths suffixes;
  private final OffHeap last;
  private PageWindow window;
  private int lastLength;

  DeltaBytes(Context context, BytesBuilder builder, PageWindow window) {
    this.builder = builder;
    this.prefixes = new DeltaLengths(context);
    this.suffixes = new DeltaLengths(context);
    this.last = new OffHeap(context.allocator());
    this.window = window;
  }

  @Override
  public void begin(PageWindow page, int values) {
    window = page;
    prefixes.begin(page, values);
    suffixes.begin(page, values);
    if (prefixes.left() != suffixes.left()) {
      throw page.place()
          .corrupt(prefixes.left() + " prefixes but " + suffixes.left() + " suffixes");
    }
    lastLength = 0;
  }

  @Override
  public int decode(int values, long byteLimit) {
    requireLeft(values);
    int n = 0;
    long bytes = 0;
    long previous = last.address();
    int previousLength = lastLength;
    while (n < values && (n == 0 || bytes < byteLimit)) {
      int prefix = prefixes.next();
      int suffix = suffixes.next();
      checkParts(prefix, suffix, previousLength);
      long length = (long) prefix + suffix;
      long dataBefore = builder.data();
      builder.reserveData(length);
      if (n > 0) {
        previous += builder.data() - dataBefore;
      }
      long target = builder.dataEnd();
      RawMemory.copy(previous, target, prefix);
      window.read(target + prefix, suffix);
      RawMemory.putInt(builder.nextOffset(), builder.dataBytes() + (int) length);
      builder.addDense(1);
      previous = target;
      previousLength = (int) length;
      bytes += length;
      n++;
    }
    last.reserve(previousLength, 0);
    RawMemory.copy(previous, last.address(), previousLength);
    lastLength = previousLength;
    return n;
  }

  /** Every value may be needed for the next one: each is put behind its prefix, in place. */
  @Override
  public void skip(int values) {
    requireLeft(values);
    for (int i = 0; i < values; i++) {
      int prefix = prefixes.next();
      int suffix = suffixes.next();
      checkParts(prefix, suffix, lastLength);
      long length = (long) prefix + suffix;
      BytesBuilder.checkBytes(length, window.place());
      last.reserve(length, prefix);
      window.read(last.address() + prefix, suffix);
      lastLength = (int) length;
    }
  }

  private void requireLeft(int values) {
    if (values > prefixes.left()) {
      throw window.place().corrupt("fewer values than levels");
    }
  }

  private void checkParts(int prefix, int suffix, int previousLength) {
    if (prefix > previousLength || suffix > window.remaining()) {
      throw window
          .place()
          .corrupt(
              "a value of %d bytes of the one before, which has %d, and %d of %d that are left"
                  .formatted(prefix, previousLength, suffix, window.remaining()));
    }
  }

  @Override
  public void close() {
    prefixes.close();
    suffixes.close();
    last.close();
  }
}
