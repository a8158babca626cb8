package io.paraflow.reader.parquet;

import java.util.Arrays;

/** A mini-batch of levels, in the order of the file. */
final class Levels {
  private final LevelPlanes repetitions;
  private final LevelPlanes definitions;

  /** The first one that is not consumed. */
  int from;

  /** After the last one. */
  int to;

  Levels(NodeLevels leaf) {
    this.repetitions = new LevelPlanes(leaf.repetition());
    this.definitions = new LevelPlanes(leaf.definition());
  }

  LevelPlanes repetitions() {
    return repetitions;
  }

  LevelPlanes definitions() {
    return definitions;
  }

  /** Which of the 64 levels of a word, those from {@code first} to {@code end}, begin a slot. */
  long slots(int word, NodeLevels node, int first, int end) {
    long range = -1;
    if (word == first >>> 6) {
      range <<= first;
    }
    if (word == end >>> 6) {
      range &= (1L << end) - 1;
    }
    return range
        & ~repetitions.atLeast(word, node.repetition() + 1)
        & definitions.atLeast(word, node.slotDefinition());
  }

  /** How many slots of a node the levels from {@code first} to {@code end} begin. */
  int countSlots(NodeLevels node, int first, int end) {
    int count = 0;
    for (int word = first >>> 6; word << 6 < end; word++) {
      count += Long.bitCount(slots(word, node, first, end));
    }
    return count;
  }

  /**
   * Finds a slot of a node among the levels from {@code first} to {@code end}.
   *
   * @param ordinal how many slots come before it
   * @return the level that begins it; {@code end} where there are fewer slots
   */
  int findSlot(NodeLevels node, int first, int end, long ordinal) {
    long left = ordinal;
    for (int word = first >>> 6; word << 6 < end; word++) {
      long slots = slots(word, node, first, end);
      int count = Long.bitCount(slots);
      if (left < count) {
        return (word << 6) + Bits.select(slots, left);
      }
      left -= count;
    }
    return end;
  }

  /**
   * Tells which slots of a node are not null.
   *
   * @param valid gets a bit for each slot from bit 0 on; has room for all of a mini-batch and 64
   * @return how many slots the levels from {@code first} to {@code end} begin
   */
  int validSlots(NodeLevels node, int first, int end, long[] valid) {
    Arrays.fill(valid, 0);
    int count = 0;
    for (int word = first >>> 6; word << 6 < end; word++) {
      long slots = slots(word, node, first, end);
      long bits = Long.compress(definitions.atLeast(word, node.definition()), slots);
      int n = Long.bitCount(slots);
      Bits.put(valid, count, bits, n);
      count += n;
    }
    return count;
  }
}
