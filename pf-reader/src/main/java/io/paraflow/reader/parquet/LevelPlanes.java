package io.paraflow.reader.parquet;

import java.util.Arrays;

/**
 * Definition or repetition levels of a mini-batch as bit planes: bit i of plane b is bit b of level
 * i. So 64 levels are compared at a time, and with each level once.
 */
final class LevelPlanes {
  private static final int WORDS = ColumnReader.MINI_BATCH / 64;
  private static final long[] NONE = new long[WORDS];

  private final int maxLevel;
  private final long[][] planes;
  private final long[][] atLeast;
  private final int[] compared;
  private int fillings;

  /**
   * Planes for as many bits as the greatest level has; none where that is 0.
   *
   * @param maxLevel 0 to 255
   */
  LevelPlanes(int maxLevel) {
    this.maxLevel = maxLevel;
    this.planes = new long[LevelReader.width(maxLevel)][WORDS];
    this.atLeast = new long[maxLevel + 2][];
    this.compared = new int[maxLevel + 2];
  }

  /** The planes, to be filled with other levels. */
  long[][] planes() {
    fillings++;
    return planes;
  }

  /** Which levels are at least this, 64 in a word; valid until the planes are filled again. */
  long[] atLeast(int level) {
    return level > maxLevel ? NONE : compare(level);
  }

  /** Whether one of the first levels is greater than the greatest. */
  boolean exceedMaximum(int count) {
    int beyond = maxLevel + 1;
    if (beyond == 1 << planes.length) {
      return false;
    }
    long[] exceeding = compare(beyond);
    long found = 0;
    for (int word = 0; word << 6 < count; word++) {
      found |= exceeding[word];
    }
    return found != 0;
  }

  /** Compares bit by bit, the least significant first; the level has no more bits than planes. */
  private long[] compare(int level) {
    long[] result = atLeast[level];
    if (result == null) {
      result = new long[WORDS];
      atLeast[level] = result;
    } else if (compared[level] == fillings) {
      return result;
    }
    Arrays.fill(result, -1);
    for (int b = 0; b < planes.length; b++) {
      long[] plane = planes[b];
      if ((level >>> b & 1) != 0) {
        for (int word = 0; word < WORDS; word++) {
          result[word] &= plane[word];
        }
      } else {
        for (int word = 0; word < WORDS; word++) {
          result[word] |= plane[word];
        }
      }
    }
    compared[level] = fillings;
    return result;
  }
}
