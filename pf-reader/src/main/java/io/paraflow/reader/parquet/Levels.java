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

  /** Which levels begin a slot of a node. */
  static final class Slots {
    private final long[] defined;
    private final long[] repeated;

    private Slots(long[] defined, long[] repeated) {
      this.defined = defined;
      this.repeated = repeated;
    }

    /**
     * Those among the 64 levels of a word that are from {@code first} on and before {@code end}.
     */
    long of(int word, int first, int end) {
      long range = -1;
      if (word == first >>> 6) {
        range <<= first;
      }
      if (word == end >>> 6) {
        range &= (1L << end) - 1;
      }
      return range & defined[word] & ~repeated[word];
    }
  }

  /** Where the slots of a node are; valid until other levels are read. */
  Slots slots(NodeLevels node) {
    return new Slots(
        definitions.atLeast(node.slotDefinition()), repetitions.atLeast(node.repetition() + 1));
  }

  /** How many slots of a node the levels from {@code first} to {@code end} begin. */
  int countSlots(NodeLevels node, int first, int end) {
    Slots slots = slots(node);
    int count = 0;
    for (int word = first >>> 6; word << 6 < end; word++) {
      count += Long.bitCount(slots.of(word, first, end));
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
    Slots slots = slots(node);
    long left = ordinal;
    for (int word = first >>> 6; word << 6 < end; word++) {
      long begun = slots.of(word, first, end);
      int count = Long.bitCount(begun);
      if (left < count) {
        return (word << 6) + Bits.select(begun, left);
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
    Slots slots = slots(node);
    long[] present = definitions.atLeast(node.definition());
    Arrays.fill(valid, 0);
    int count = 0;
    for (int word = first >>> 6; word << 6 < end; word++) {
      long begun = slots.of(word, first, end);
      long bits = Long.compress(present[word], begun);
      int n = Long.bitCount(begun);
      Bits.put(valid, count, bits, n);
      count += n;
    }
    return count;
  }
}
