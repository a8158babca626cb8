package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/** Scans words of 8 bytes in ordinary registers. */
final class WordStringScanner extends StringScanner {
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  @Override
  int copy(long source, long target, int capacity) {
    int copied = 0;
    while (copied <= capacity - Long.BYTES) {
      long word = RawMemory.getLong(source + copied);
      RawMemory.putLong(target + copied, word);
      long special = special(word);
      if (special != 0) {
        return copied + (Long.numberOfTrailingZeros(special) >>> 3);
      }
      copied += Long.BYTES;
    }
    return copied;
  }

  @Override
  long find(long source) {
    long address = source;
    while (true) {
      long special = special(RawMemory.getLong(address));
      if (special != 0) {
        return address + (Long.numberOfTrailingZeros(special) >>> 3);
      }
      address += Long.BYTES;
    }
  }

  /** The lowest high bit that is set marks the first special byte; bits above it mean nothing. */
  private static long special(long word) {
    long quote = word ^ QUOTES;
    long backslash = word ^ BACKSLASHES;
    return (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | (word - SPACES) | word)
        & HIGH_BITS;
  }
}
