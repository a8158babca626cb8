package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;

/** Unpacks values from words of 8 bytes. */
final class WordBitUnpacker extends BitUnpacker {
  @Override
  void unpack(long source, int width, int[] target, int offset, int groups) {
    if (width == 0) {
      Arrays.fill(target, offset, offset + 8 * groups, 0);
    } else if (width <= 8) {
      upTo8(source, width, target, offset, groups);
    } else if (width <= 16) {
      upTo16(source, width, target, offset, groups);
    } else {
      upTo32(source, width, target, offset, groups);
    }
  }

  private static void upTo8(long source, int width, int[] target, int offset, int groups) {
    long mask = (1L << width) - 1;
    for (int g = 0, t = offset; g < groups; g++, t += 8) {
      long word = RawMemory.getLong(source);
      source += width;
      target[t] = (int) (word & mask);
      target[t + 1] = (int) (word >>> width & mask);
      target[t + 2] = (int) (word >>> (2 * width) & mask);
      target[t + 3] = (int) (word >>> (3 * width) & mask);
      target[t + 4] = (int) (word >>> (4 * width) & mask);
      target[t + 5] = (int) (word >>> (5 * width) & mask);
      target[t + 6] = (int) (word >>> (6 * width) & mask);
      target[t + 7] = (int) (word >>> (7 * width) & mask);
    }
  }

  private static void upTo16(long source, int width, int[] target, int offset, int groups) {
    long mask = (1L << width) - 1;
    int half = 4 * width;
    for (int g = 0, t = offset; g < groups; g++, t += 8) {
      long low = RawMemory.getLong(source);
      // Four values are a whole number of half bytes, so the shift is 0 or 4.
      long high = RawMemory.getLong(source + (half >>> 3)) >>> (half & 7);
      source += width;
      target[t] = (int) (low & mask);
      target[t + 1] = (int) (low >>> width & mask);
      target[t + 2] = (int) (low >>> (2 * width) & mask);
      target[t + 3] = (int) (low >>> (3 * width) & mask);
      target[t + 4] = (int) (high & mask);
      target[t + 5] = (int) (high >>> width & mask);
      target[t + 6] = (int) (high >>> (2 * width) & mask);
      target[t + 7] = (int) (high >>> (3 * width) & mask);
    }
  }

  private static void upTo32(long source, int width, int[] target, int offset, int groups) {
    long mask = (1L << width) - 1;
    for (int g = 0, t = offset; g < groups; g++, t += 8) {
      for (int i = 0; i < 8; i++) {
        int bit = i * width;
        target[t + i] = (int) (RawMemory.getLong(source + (bit >>> 3)) >>> (bit & 7) & mask);
      }
      source += width;
    }
  }
}
