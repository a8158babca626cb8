package io.paraflow.reader.parquet;

/**
 * Decodes DELTA_BINARY_PACKED: blocks of differences, packed in miniblocks of their own width above
 * the block's least difference.
 */
final class DeltaDecoder {
  private static final int MAX_BLOCK_VALUES = 1 << 20;

  private final boolean wide;
  private ByteWindow window;
  private int miniblocks;
  private int miniblockValues;
  private int[] widths = new int[0];
  private long[] miniblock = new long[0];
  private int miniblockIndex;
  private int at;
  private int inMiniblock;
  private long valuesLeft;
  private long last;
  private long minDelta;
  private boolean first;

  /**
   * A decoder.
   *
   * @param wide whether values have 64 bits; otherwise they wrap around at 32
   */
  DeltaDecoder(ByteWindow window, boolean wide) {
    this.window = window;
    this.wide = wide;
  }

  /** Reads the header. */
  void begin(ByteWindow from) {
    window = from;
    int blockValues = window.nextVarint();
    miniblocks = window.nextVarint();
    valuesLeft = window.nextVarint() & 0xffffffffL;
    long firstValue = window.nextZigzag();
    // Writers may extend the first of unsigned integers with zeros.
    last = wide ? firstValue : (int) firstValue;
    if (blockValues <= 0
        || blockValues > MAX_BLOCK_VALUES
        || miniblocks <= 0
        || blockValues % miniblocks != 0
        || blockValues / miniblocks % 32 != 0) {
      throw window
          .place()
          .corrupt("delta blocks of %d values in %d miniblocks".formatted(blockValues, miniblocks));
    }
    miniblockValues = blockValues / miniblocks;
    if (widths.length < miniblocks) {
      widths = new int[miniblocks];
    }
    if (miniblock.length < miniblockValues) {
      miniblock = new long[miniblockValues];
    }
    miniblockIndex = miniblocks;
    at = 0;
    inMiniblock = 0;
    first = true;
  }

  /** How many values are left. */
  long valuesLeft() {
    return valuesLeft;
  }

  /** Decodes the next values. */
  void read(long[] target, int offset, int count) {
    if (count > valuesLeft) {
      throw window.place().corrupt(count + " delta values are needed, " + valuesLeft + " are left");
    }
    valuesLeft -= count;
    int t = offset;
    int end = offset + count;
    if (first && t < end) {
      target[t++] = last;
      first = false;
    }
    while (t < end) {
      if (at == inMiniblock) {
        nextMiniblock(valuesLeft + end - t);
      }
      int n = Math.min(end - t, inMiniblock - at);
      long value = last;
      long min = minDelta;
      if (wide) {
        for (int i = 0; i < n; i++) {
          value += min + miniblock[at + i];
          target[t + i] = value;
        }
      } else {
        for (int i = 0; i < n; i++) {
          value = (int) (value + min + miniblock[at + i]);
          target[t + i] = value;
        }
      }
      last = value;
      at += n;
      t += n;
    }
  }

  private void nextMiniblock(long needed) {
    if (miniblockIndex == miniblocks) {
      minDelta = window.nextZigzag();
      for (int i = 0; i < miniblocks; i++) {
        widths[i] = window.nextByte();
      }
      miniblockIndex = 0;
    }
    int width = widths[miniblockIndex++];
    if (width > 64) {
      throw window.place().corrupt("a delta miniblock of " + width + " bits a value");
    }
    int values = (int) Math.min(miniblockValues, needed);
    // Writers may leave out the padding of the last miniblock.
    int bytes = (int) Math.min((long) miniblockValues * width / 8, Integer.MAX_VALUE);
    int needBytes = (int) (((long) values * width + 7) / 8);
    window.require(needBytes);
    BitUnpacker.unpack(window.position(), width, miniblock, 0, values);
    window.skip(Math.min(bytes, Math.max(needBytes, window.fetch(bytes))));
    at = 0;
    inMiniblock = values;
  }
}
