package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;

/** Looks indices up in the chunk's dictionary. */
final class DictionaryDecoder implements ValueDecoder {
  private static final int[] NONE = {};

  private final ColumnPlace place;
  private final Context context;
  private final Dictionary dictionary;
  private final int width;
  private final RunLengthDecoder runs;

  /** Indices that were decoded, but whose values did not fit the bytes of a call. */
  private int[] pending = NONE;

  private int pendingFrom;

  DictionaryDecoder(Context context, Dictionary dictionary, PageWindow window) {
    this.place = context.place();
    this.context = context;
    this.dictionary = dictionary;
    this.width = context.leaf().arrowWidth();
    this.runs = new RunLengthDecoder(window);
  }

  @Override
  public void begin(PageWindow window, int values) {
    pending = NONE;
    pendingFrom = 0;
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
  public void beginTurn(long values) {
    boolean keepsIndices =
        context.builder() instanceof DictionaryBuilder encoded && encoded.isEncoded();
    if (!keepsIndices) {
      dictionary.touch(values);
    }
  }

  @Override
  public int decode(int values, long byteLimit) {
    int left = pending.length - pendingFrom;
    if (left > 0) {
      int n = append(pending, pendingFrom, Math.min(values, left), byteLimit);
      pendingFrom += n;
      return n;
    }
    int[] indices = context.scratch().ints;
    runs.read(indices, values);
    checkIndices(indices, values);
    int n = append(indices, 0, values, byteLimit);
    if (n < values) {
      pending = Arrays.copyOfRange(indices, n, values);
      pendingFrom = 0;
    }
    return n;
  }

  private int append(int[] indices, int from, int count, long byteLimit) {
    return switch (context.builder()) {
      case FixedBuilder fixed -> {
        gather(indices, from, fixed.end(), count);
        yield count;
      }
      case DictionaryBuilder encoded when encoded.isEncoded() -> {
        putIndices(indices, from, encoded.nextIndex(), count);
        yield count;
      }
      default -> dictionary.append(indices, from, count, byteLimit, context.bytes());
    };
  }

  @Override
  public void skip(int values) {
    int decoded = Math.min(values, pending.length - pendingFrom);
    pendingFrom += decoded;
    runs.skip(values - decoded);
  }

  private void checkIndices(int[] indices, int values) {
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

  private static void putIndices(int[] indices, int from, long target, int values) {
    for (int i = 0; i < values; i++) {
      RawMemory.putInt(target + 4L * i, indices[from + i]);
    }
  }

  private void gather(int[] indices, int from, long target, int values) {
    long source = dictionary.values();
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
