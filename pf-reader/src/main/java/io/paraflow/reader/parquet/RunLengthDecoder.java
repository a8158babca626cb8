package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;

/**
 * Decodes the hybrid of runs and bit-packed groups: levels, dictionary indices and booleans.
 * Consumes its window only as far as it has decoded.
 */
final class RunLengthDecoder {
  private static final int MAX_GROUPS = 128;

  private final int[] group = new int[8];
  private ByteWindow window;
  private int width;
  private int repeatsLeft;
  private int repeated;
  private int packedLeft;
  private int groupAt;
  private int groupEnd;

  RunLengthDecoder(ByteWindow window) {
    this.window = window;
  }

  /**
   * Begins a sequence of runs.
   *
   * @param bits the width of a value, 0 to 32
   */
  void begin(ByteWindow from, int bits) {
    window = from;
    width = bits;
    repeatsLeft = 0;
    packedLeft = 0;
    groupAt = 0;
    groupEnd = 0;
  }

  /** Decodes the next values. */
  void read(int[] target, int count) {
    int at = 0;
    while (at < count) {
      if (repeatsLeft > 0) {
        int n = Math.min(repeatsLeft, count - at);
        Arrays.fill(target, at, at + n, repeated);
        repeatsLeft -= n;
        at += n;
      } else if (packedLeft > 0 || groupAt < groupEnd) {
        at = unpack(target, at, count);
      } else {
        nextRun();
      }
    }
  }

  /** Passes over the next values. */
  void skip(int count) {
    int left = count;
    while (left > 0) {
      int n;
      if (repeatsLeft > 0) {
        n = Math.min(repeatsLeft, left);
        repeatsLeft -= n;
      } else if (groupAt < groupEnd) {
        n = Math.min(groupEnd - groupAt, left);
        groupAt += n;
      } else if (packedLeft > 0) {
        n = skipPacked(left);
      } else {
        nextRun();
        n = 0;
      }
      left -= n;
    }
  }

  private int skipPacked(int count) {
    int groups = Math.min(Math.min(count >>> 3, packedLeft), MAX_GROUPS);
    if (groups == 0) {
      return unpack(new int[8], 0, Math.min(8, count));
    }
    window.require(groups * width);
    window.skip(groups * width);
    packedLeft -= groups;
    return 8 * groups;
  }

  private int unpack(int[] target, int from, int count) {
    int at = from;
    while (groupAt < groupEnd && at < count) {
      target[at++] = group[groupAt++];
    }
    int groups = Math.min(Math.min((count - at) >>> 3, packedLeft), MAX_GROUPS);
    if (groups > 0) {
      window.require(groups * width);
      BitUnpacker.unpack(window.position(), width, target, at, groups);
      window.skip(groups * width);
      packedLeft -= groups;
      at += 8 * groups;
    } else if (at < count && packedLeft > 0) {
      // A last run may end within its last group: it has the values that are there as a whole.
      int bytes = Math.min(width, window.fetch(width));
      if (bytes == 0 && width > 0) {
        throw window.place().corrupt("a run of packed values ends early");
      }
      BitUnpacker.unpack(window.position(), width, group, 0, 1);
      window.skip(bytes);
      packedLeft--;
      groupAt = 0;
      groupEnd = width == 0 ? 8 : 8 * bytes / width;
    }
    return at;
  }

  /**
   * Decodes the next values, each 0 or 1, as bits.
   *
   * @param target gets {@code count} bits from its bit 0 on; bits after them become 0
   */
  void readBits(long[] target, int count) {
    Arrays.fill(target, 0, (count + 63) >>> 6, 0);
    int at = 0;
    while (at < count) {
      if (repeatsLeft > 0) {
        int n = Math.min(repeatsLeft, count - at);
        if ((repeated & 1) != 0) {
          Bits.set(target, at, n);
        }
        repeatsLeft -= n;
        at += n;
      } else if (groupAt < groupEnd) {
        long bit = group[groupAt++] & 1;
        target[at >>> 6] |= bit << at;
        at++;
      } else if (packedLeft > 0) {
        at = copyBits(target, at, count);
      } else {
        nextRun();
      }
    }
  }

  private int copyBits(long[] target, int from, int count) {
    int at = from;
    int groups = Math.min((count - at) >>> 3, packedLeft);
    if (groups == 0 || width != 1) {
      int[] few = new int[Math.min(8, count - at)];
      int n = unpack(few, 0, few.length);
      for (int i = 0; i < n; i++) {
        target[(at + i) >>> 6] |= (long) (few[i] & 1) << (at + i);
      }
      return at + n;
    }
    window.require(groups);
    long source = window.position();
    for (int g = 0; g < groups; ) {
      int bytes = Math.min(8, groups - g);
      long word = RawMemory.getLong(source + g);
      if (bytes < 8) {
        word &= (1L << (8 * bytes)) - 1;
      }
      target[at >>> 6] |= word << at;
      if ((at & 63) != 0 && (at >>> 6) + 1 < target.length) {
        target[(at >>> 6) + 1] |= word >>> (64 - (at & 63));
      }
      at += 8 * bytes;
      g += bytes;
    }
    window.skip(groups);
    packedLeft -= groups;
    return at;
  }

  private void nextRun() {
    int header = window.nextVarint();
    if ((header & 1) != 0) {
      packedLeft = header >>> 1;
      if (packedLeft == 0) {
        throw window.place().corrupt("a run of no values");
      }
      return;
    }
    repeatsLeft = header >>> 1;
    if (repeatsLeft == 0) {
      throw window.place().corrupt("a run of no values");
    }
    int bytes = (width + 7) >>> 3;
    repeated = 0;
    for (int i = 0; i < bytes; i++) {
      repeated |= window.nextByte() << (8 * i);
    }
    if (width < 32 && repeated >>> width != 0) {
      throw window.place().corrupt("a run of the value %d in %d bits".formatted(repeated, width));
    }
  }
}
