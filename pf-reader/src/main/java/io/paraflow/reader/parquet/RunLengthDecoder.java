package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;

/**
 * Decodes the hybrid of runs and bit-packed groups: levels, dictionary indices and booleans.
 * Consumes its window only as far as it has decoded.
 */
final class RunLengthDecoder {
  private static final int MAX_GROUPS = 128;

  /** The lowest bit of each value, of as many bits as the index, in a word of whole groups. */
  private static final long[] EVERY = new long[9];

  static {
    for (int width = 1; width < EVERY.length; width++) {
      for (int value = 0; value < 8 / width * 8; value++) {
        EVERY[width] |= 1L << (value * width);
      }
    }
  }

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
      BitUnpacker.BEST.unpack(window.position(), width, target, at, groups);
      window.skip(groups * width);
      packedLeft -= groups;
      at += 8 * groups;
    } else if (at < count && packedLeft > 0) {
      nextGroup();
    }
    return at;
  }

  /** Unpacks one group, of which not all values are asked for. */
  private void nextGroup() {
    // A last run may end within its last group: it has the values that are there as a whole.
    int bytes = Math.min(width, window.fetch(width));
    if (bytes == 0 && width > 0) {
      throw window.place().corrupt("a run of packed values ends early");
    }
    BitUnpacker.BEST.unpack(window.position(), width, group, 0, 1);
    window.skip(bytes);
    packedLeft--;
    groupAt = 0;
    groupEnd = width == 0 ? 8 : 8 * bytes / width;
  }

  /**
   * Decodes the next values, of 1 to 8 bits, into bit planes.
   *
   * @param planes one for each bit of a value: bit i of plane b becomes bit b of value i; bits
   *     after them, up to the end of a word, become 0
   */
  void readPlanes(long[][] planes, int count) {
    for (long[] plane : planes) {
      Arrays.fill(plane, 0, (count + 63) >>> 6, 0);
    }
    int at = 0;
    while (at < count) {
      if (repeatsLeft > 0) {
        int n = Math.min(repeatsLeft, count - at);
        for (int b = 0; b < planes.length; b++) {
          if ((repeated >>> b & 1) != 0) {
            Bits.set(planes[b], at, n);
          }
        }
        repeatsLeft -= n;
        at += n;
      } else if (groupAt < groupEnd) {
        int value = group[groupAt++];
        for (int b = 0; b < planes.length; b++) {
          planes[b][at >>> 6] |= (value >>> b & 1L) << at;
        }
        at++;
      } else if (packedLeft > 0) {
        at = unpack(planes, at, count);
      } else {
        nextRun();
      }
    }
  }

  private int unpack(long[][] planes, int from, int count) {
    int groups = Math.min((count - from) >>> 3, packedLeft);
    if (groups == 0) {
      nextGroup();
      return from;
    }
    window.require(groups * width);
    for (int b = 0; b < planes.length; b++) {
      unpack(window.position(), b, planes[b], from, groups);
    }
    window.skip(groups * width);
    packedLeft -= groups;
    return from + 8 * groups;
  }

  /** Unpacks one bit of each value, 64 values at a time, from words that hold whole groups. */
  private void unpack(long source, int bit, long[] plane, int from, int groups) {
    long mask = EVERY[width] << bit;
    int atOnce = 8 / width;
    for (int g = 0; g < groups; g += 8) {
      long group = source + (long) g * width;
      long bits =
          switch (width) {
            case 1 -> RawMemory.getLong(group);
            case 2 -> compress(group, mask) | compress(group + 8, mask) << 32;
            case 3 ->
                compress(group, mask)
                    | compress(group + 6, mask) << 16
                    | compress(group + 12, mask) << 32
                    | compress(group + 18, mask) << 48;
            default -> {
              long all = 0;
              for (int i = 0; i < 8; i += atOnce) {
                all |= compress(group + (long) i * width, mask) << (8 * i);
              }
              yield all;
            }
          };
      int n = Math.min(8, groups - g);
      Bits.put(plane, from + 8 * g, bits & -1L >>> (64 - 8 * n), 8 * n);
    }
  }

  private static long compress(long address, long mask) {
    return Long.compress(RawMemory.getLong(address), mask);
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
