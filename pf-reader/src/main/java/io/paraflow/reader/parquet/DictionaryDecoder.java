package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** Looks indices up in the chunk's dictionary. */
final class DictionaryDecoder implements ValueDecoder {
  private final ColumnPlace place;
  private final Context context;
  private final Dictionary dictionary;
  private final int width;
  private final int[] indices = new int[ColumnReader.MINI_BATCH];
  private final RunLengthDecoder runs;
  private int pendingFrom;
  private int pendingTo;

  DictionaryDecoder(Context context, Dictionary dictionary, PageWindow window) {
    this.place = context.place();
    this.context = context;
    this.dictionary = dictionary;
    this.width = context.leaf().arrowWidth();
    this.runs = new RunLengthDecoder(window);
  }

  @Override
  public void begin(PageWindow window, int values) {
    pendingFrom = 0;
    pendingTo = 0;
    // A page of nulls may have no values at all, not even their width.
    if (window.fetch(1) == 0) {
      runs.begin(window, 0);
      return;
    }
    int bits = window.nextByte();
    if (bits > 32) {
      throw place.corrupt("dictionary indices of " + bits + " bits");
    }
    runs.begin(window, bits);
  }

  @Override
  public int decode(int values, long byteLimit) {
    if (pendingFrom == pendingTo) {
      runs.read(indices, values);
      checkIndices(values);
      pendingFrom = 0;
      pendingTo = values;
    }
    int n = Math.min(values, pendingTo - pendingFrom);
    ColumnBuilder builder = context.builder();
    if (builder instanceof FixedBuilder fixed) {
      gather(fixed.end(), n);
    } else if (builder instanceof DictionaryBuilder encoded && encoded.isEncoded()) {
      putIndices(encoded.nextIndex(), n);
    } else {
      n = dictionary.append(indices, pendingFrom, n, byteLimit, context.bytes());
    }
    pendingFrom += n;
    return n;
  }

  @Override
  public void skip(int values) {
    int pending = Math.min(values, pendingTo - pendingFrom);
    pendingFrom += pending;
    runs.skip(values - pending);
  }

  private void checkIndices(int values) {
    int max = 0;
    int signs = 0;
    for (int i = 0; i < values; i++) {
      max = Math.max(max, indices[i]);
      signs |= indices[i];
    }
    if (signs < 0 || (max >= dictionary.size() && values > 0)) {
      throw place.corrupt(
          "dictionary index %d where there are %d entries".formatted(max, dictionary.size()));
    }
  }

  private void putIndices(long target, int values) {
    for (int i = 0; i < values; i++) {
      RawMemory.putInt(target + 4L * i, indices[pendingFrom + i]);
    }
  }

  private void gather(long target, int values) {
    long source = dictionary.values();
    int from = pendingFrom;
    switch (width) {
      case 1 -> {
        for (int i = 0; i < values; i++) {
          RawMemory.putByte(target + i, RawMemory.getByte(source + indices[from + i]));
        }
      }
      case 2 -> {
        for (int i = 0; i < values; i++) {
          long at = source + 2L * indices[from + i];
          RawMemory.putShort(target + 2L * i, RawMemory.getShort(at));
        }
      }
      case 4 -> {
        for (int i = 0; i < values; i++) {
          long at = source + 4L * indices[from + i];
          RawMemory.putInt(target + 4L * i, RawMemory.getInt(at));
        }
      }
      case 8 -> {
        for (int i = 0; i < values; i++) {
          long at = source + 8L * indices[from + i];
          RawMemory.putLong(target + 8L * i, RawMemory.getLong(at));
        }
      }
      case 16 -> {
        for (int i = 0; i < values; i++) {
          long at = source + 16L * indices[from + i];
          RawMemory.putLong(target + 16L * i, RawMemory.getLong(at));
          RawMemory.putLong(target + 16L * i + 8, RawMemory.getLong(at + 8));
        }
      }
      default -> {
        for (int i = 0; i < values; i++) {
          long at = source + (long) width * indices[from + i];
          RawMemory.copy(at, target + (long) width * i, width);
        }
      }
    }
  }

  @Override
  public void close() {}
}
