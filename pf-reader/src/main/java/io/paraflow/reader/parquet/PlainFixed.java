package io.paraflow.reader.parquet;

import org.jspecify.annotations.Nullable;

/** PLAIN values of a fixed width: one after the other. */
final class PlainFixed implements FixedValues {
  private final int width;
  private @Nullable PageWindow window;

  PlainFixed(int width) {
    this.width = width;
  }

  @Override
  public void begin(PageWindow page, int values) {
    window = page;
  }

  @Override
  public void decode(long target, int values) {
    if (window != null) {
      window.read(target, (long) values * width);
    }
  }

  @Override
  public void skip(int values) {
    if (window != null) {
      window.skipFully((long) values * width);
    }
  }
}
