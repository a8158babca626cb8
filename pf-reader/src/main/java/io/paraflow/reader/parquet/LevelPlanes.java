package io.paraflow.reader.parquet;

/**
 * Definition or repetition levels of a mini-batch as bit planes: bit i of plane b is bit b of level
 * i. So 64 levels are compared at a time.
 */
final class LevelPlanes {
  private final int maxLevel;
  private final long[][] planes;

  /**
   * Planes for as many bits as the greatest level has; none where that is 0.
   *
   * @param maxLevel 0 to 255
   */
  LevelPlanes(int maxLevel) {
    this.maxLevel = maxLevel;
    this.planes = new long[LevelReader.width(maxLevel)][ColumnReader.MINI_BATCH / 64];
  }

  long[][] planes() {
    return planes;
  }

  /** Which of the 64 levels of a word are at least this. */
  long atLeast(int word, int level) {
    return level > maxLevel ? 0 : compare(word, level);
  }

  /** Whether one of the first levels is greater than the greatest. */
  boolean exceedMaximum(int count) {
    int beyond = maxLevel + 1;
    if (beyond == 1 << planes.length) {
      return false;
    }
    long found = 0;
    for (int word = 0; word << 6 < count; word++) {
      found |= compare(word, beyond);
    }
    return found != 0;
  }

  /** Compares bit by bit, the least significant first; the level has no more bits than planes. */
  private long compare(int word, int level) {
    long atLeast = -1;
    for (int b = 0; b < planes.length; b++) {
      long plane = planes[b][word];
      atLeast = (level >>> b & 1) != 0 ? atLeast & plane : atLeast | plane;
    }
    return atLeast;
  }
}
