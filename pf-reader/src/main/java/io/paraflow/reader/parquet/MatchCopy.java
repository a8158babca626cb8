package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** Copies of bytes that were decompressed before, as Snappy and LZ4 have them. */
final class MatchCopy {
  /** For offsets below 8, their least multiple of at least 8. */
  private static final int[] PERIOD = {0, 8, 8, 9, 8, 10, 12, 14};

  private MatchCopy() {}

  /**
   * Copies bytes, among them those that the copy itself produces. Writes up to 15 bytes beyond.
   *
   * @param offset how far back the bytes begin, at least 1
   */
  static void copy(long target, long offset, int bytes) {
    if (offset >= 16) {
      RawMemory.copyOverrun(target - offset, target, bytes);
    } else if (offset >= 8) {
      copyWords(target, offset, 0, bytes);
    } else {
      long word = RawMemory.getLong(target - offset) & ((1L << (8 * offset)) - 1);
      for (int bits = (int) (8 * offset); bits < 64; bits *= 2) {
        word |= word << bits;
      }
      RawMemory.putLong(target, word);
      copyWords(target, PERIOD[(int) offset], 8, bytes);
    }
  }

  private static void copyWords(long target, long offset, int from, int bytes) {
    for (int i = from; i < bytes; i += 8) {
      RawMemory.putLong(target + i, RawMemory.getLong(target + i - offset));
    }
  }
}
