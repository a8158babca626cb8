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

  /** Follows the page's levels to another place in memory, as many bytes away. */
  void moveBy(long bytes) {
    window.moveBy(bytes);
    packedBit += bytes * 8;
  }

  /**
   * Decodes levels; each is at most the maximum.
   *
   * @param count 1 to a mini-batch
   */
  void read(LevelPlanes target, int count) {
    if (packed) {
      readPacked(target.planes(), count);
    } else {
      runs.readPlanes(target.planes(), count);
    }
    if (target.exceedMaximum(count)) {
      throw window.place().corrupt("a level beyond %d, which is the most".formatted(maxLevel));
    }
  }

  private void readPacked(long[][] planes, int count) {
    bitsLeft -= (long) count * width;
    if (bitsLeft < 0) {
      throw window.place().corrupt("levels end early");
    }
    for (long[] plane : planes) {
      Arrays.fill(plane, 0, (count + 63) >>> 6, 0);
    }
    for (int i = 0; i < count; i++) {
      for (int b = width - 1; b >= 0; b--, packedBit++) {
        int bit = RawMemory.getByte(packedBit >>> 3) >>> (7 - (packedBit & 7)) & 1;
        planes[b][i >>> 6] |= (long) bit << i;
      }
    }
  }
}
