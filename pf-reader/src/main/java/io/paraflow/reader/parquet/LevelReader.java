package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;

/** Decodes a page's definition or repetition levels, which lie in memory as a whole. */
final class LevelReader {
  private final ByteWindow window;
  private final RunLengthDecoder runs;
  private final int maxLevel;
  private final int width;
  private boolean packed;
  private long packedBit;
  private long bitsLeft;

  LevelReader(ColumnPlace place, int maxLevel) {
    this.window = new ByteWindow(place);
    this.runs = new RunLengthDecoder(window);
    this.maxLevel = maxLevel;
    this.width = width(maxLevel);
  }

  /** How many bits a level has. */
  static int width(int maxLevel) {
    return 32 - Integer.numberOfLeadingZeros(maxLevel);
  }

  /** Begins a page's levels in the hybrid encoding. */
  void beginRuns(long address, int bytes) {
    window.reset(address, bytes);
    runs.begin(window, width);
    packed = false;
  }

  /** Begins a page's levels in the deprecated encoding, most significant bit first. */
  void beginPacked(long address, int bytes) {
    packed = true;
    packedBit = address * 8;
    bitsLeft = bytes * 8L;
  }

  /** Decodes levels; each is at most the maximum. */
  void read(int[] target, int count) {
    if (packed) {
      readPacked(target, count);
    } else {
      runs.read(target, count);
    }
    int max = 0;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, target[i]);
    }
    if (max > maxLevel) {
      throw window.place().corrupt("a level of %d where %d is the most".formatted(max, maxLevel));
    }
  }

  /** Decodes levels of at most 1 as bits from bit 0 on. */
  void readBits(long[] target, int count) {
    if (!packed) {
      runs.readBits(target, count);
      return;
    }
    int[] levels = new int[count];
    readPacked(levels, count);
    Arrays.fill(target, 0, (count + 63) >>> 6, 0);
    for (int i = 0; i < count; i++) {
      target[i >>> 6] |= (long) levels[i] << i;
    }
  }

  private void readPacked(int[] target, int count) {
    bitsLeft -= (long) count * width;
    if (bitsLeft < 0) {
      throw window.place().corrupt("levels end early");
    }
    for (int i = 0; i < count; i++) {
      int value = 0;
      for (int b = 0; b < width; b++, packedBit++) {
        int bit = RawMemory.getByte(packedBit >>> 3) >>> (7 - (packedBit & 7)) & 1;
        value = value << 1 | bit;
      }
      target[i] = value;
    }
  }
}
