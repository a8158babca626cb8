package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Decodes DELTA_BINARY_PACKED: blocks of differences, packed in miniblocks of their own width above
 * the block's least difference. They are unpacked where the values go, so that memory does not
 * depend on the size of miniblocks.
 */
final class DeltaDecoder implements AutoCloseable {
  private static final int MAX_BLOCK_VALUES = 1 << 20;

  /** Packed, so many fit the smallest window. */
  private static final int MAX_UNPACKED_VALUES = 512;

  private final OffHeap widths;
  private ByteWindow window;
  private int miniblocks;
  private int miniblockValues;
  private int miniblockIndex;

  /** How many values of the miniblock are not unpacked yet, of how many bits each. */
  private int packed;

  private int width;

  /** Where in the window's next byte the first of them begins. */
  private int bit;

  private long valuesLeft;
  private long last;
  private long minDelta;
  private boolean first;

  DeltaDecoder(ByteWindow window, BufferAllocator allocator) {
    this.window = window;
    this.widths = new OffHeap(allocator);
  }

  /** Reads the header. */
  void begin(ByteWindow from) {
    window = from;
    int blockValues = window.nextVarint();
    miniblocks = window.nextVarint();
    valuesLeft = window.nextVarint() & 0xffffffffL;
    last = window.nextZigzag();
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
    miniblockIndex = miniblocks;
    packed = 0;
    bit = 0;
    first = true;
  }

  /** How many values are left. */
  long valuesLeft() {
    return valuesLeft;
  }

  /**
   * Decodes the next values. Integers of 32 bits are the low halves: their differences wrap around,
   * and writers may extend the first of unsigned ones with zeros.
   */
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
      if (packed == 0) {
        nextMiniblock();
      }
      int n = Math.min(Math.min(end - t, packed), MAX_UNPACKED_VALUES);
      unpack(target, t, n);
      long value = last;
      long min = minDelta;
      for (int i = t; i < t + n; i++) {
        value += min + target[i];
        target[i] = value;
      }
      last = value;
      t += n;
    }
    if (valuesLeft == 0) {
      skipPadding();
    }
  }

  private void nextMiniblock() {
    if (miniblockIndex == miniblocks) {
      minDelta = window.nextZigzag();
      widths.reserve(miniblocks, 0);
      window.read(widths.address(), miniblocks);
      miniblockIndex = 0;
    }
    width = RawMemory.getByte(widths.address() + miniblockIndex++) & 0xff;
    if (width > 64) {
      throw window.place().corrupt("a delta miniblock of " + width + " bits a value");
    }
    packed = miniblockValues;
  }

  private void unpack(long[] target, int offset, int count) {
    int bits = bit + count * width;
    window.require((bits + 7) >>> 3);
    BitUnpacker.unpack(window.position(), bit, width, target, offset, count);
    window.skip(bits >>> 3);
    bit = bits & 7;
    packed -= count;
  }

  /** Consumes the rest of the last miniblock, which writers may leave out. */
  private void skipPadding() {
    long left = (bit + (long) packed * width) >>> 3;
    while (left > 0 && window.fetch(1) > 0) {
      int n = (int) Math.min(window.available(), left);
      window.skip(n);
      left -= n;
    }
    packed = 0;
    bit = 0;
  }

  @Override
  public void close() {
    widths.close();
  }
}
