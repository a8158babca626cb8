package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * BYTE_STREAM_SPLIT: all first bytes of the values, then all second ones, and so on. The only
 * encoding of which each part of the values is everywhere in the page.
 */
final class ByteStreamSplit implements FixedValues {
  private final int width;
  private @Nullable PageWindow window;
  private int pageValues;
  private int next;

  ByteStreamSplit(int width) {
    this.width = width;
  }

  @Override
  public void begin(PageWindow page, int values) {
    if (page.remaining() % width != 0) {
      throw page.place()
          .corrupt("%d bytes of values that have %d each".formatted(page.remaining(), width));
    }
    page.open();
    window = page;
    pageValues = Math.toIntExact(page.remaining() / width);
    next = 0;
  }

  @Override
  public void skip(int values) {
    if (values > pageValues - next) {
      throw page()
          .place()
          .corrupt("%d values are needed, %d are left".formatted(values, pageValues - next));
    }
    next += values;
  }

  @Override
  public void decode(long target, int values) {
    PageWindow page = page();
    int at = next;
    skip(values);
    page.open();
    boolean held = page.isHeld();
    long source = held ? page.position() + at : page.gather(at, pageValues, width, values);
    int stream = held ? pageValues : values;
    switch (width) {
      case 4 -> join4(source, stream, target, values);
      case 8 -> join8(source, stream, target, values);
      default -> join(source, stream, target, values);
    }
  }

  private void join(long source, int stream, long target, int values) {
    for (int b = 0; b < width; b++) {
      long bytes = source + (long) b * stream;
      for (int i = 0; i < values; i++) {
        RawMemory.putByte(target + (long) i * width + b, RawMemory.getByte(bytes + i));
      }
    }
  }

  private PageWindow page() {
    if (window == null) {
      throw new IllegalStateException("no page");
    }
    return window;
  }

  private static void join4(long source, long n, long target, int values) {
    for (int i = 0; i < values; i++) {
      long at = source + i;
      RawMemory.putInt(
          target + 4L * i,
          (RawMemory.getByte(at) & 0xff)
              | (RawMemory.getByte(at + n) & 0xff) << 8
              | (RawMemory.getByte(at + 2 * n) & 0xff) << 16
              | RawMemory.getByte(at + 3 * n) << 24);
    }
  }

  private static void join8(long source, long n, long target, int values) {
    for (int i = 0; i < values; i++) {
      long at = source + i;
      long value = 0;
      for (int b = 7; b >= 0; b--) {
        value = value << 8 | (RawMemory.getByte(at + b * n) & 0xff);
      }
      RawMemory.putLong(target + 8L * i, value);
    }
  }
}
