package io.paraflow.reader.parquet;

/**
 * A digest of where a list's slots and elements are, as one of its leaf columns has them. Columns
 * can be compared where they come to the same level of the list, wherever their pages and
 * mini-batches begin.
 */
final class ListBorders {
  /** Odd, so that no word is forgotten. */
  private static final long FACTOR = 0x9e3779b97f4a7c15L;

  /** How many levels begin a list, an element or both. */
  private long count;

  /** Which of the last ones, fewer than 64, begin a list. */
  private long lists;

  /** Which of these begin an element. */
  private long elements;

  /** Of all earlier ones. */
  private long digest;

  /**
   * Adds what levels say.
   *
   * @param from the first level
   * @param to after the last one
   */
  void add(Levels levels, ListNode node, int from, int to) {
    Levels.Slots listSlots = levels.slots(node.levels());
    Levels.Slots elementSlots = levels.slots(node.elementLevels());
    for (int word = from >>> 6; word << 6 < to; word++) {
      long begun = listSlots.of(word, from, to);
      long inside = elementSlots.of(word, from, to);
      long either = begun | inside;
      add(Long.compress(begun, either), Long.compress(inside, either), Long.bitCount(either));
    }
  }

  private void add(long begun, long inside, int levels) {
    int used = (int) count & 63;
    lists |= begun << used;
    elements |= inside << used;
    if (used + levels >= 64) {
      digest = ((digest + lists) * FACTOR + elements) * FACTOR;
      // In two steps, as what is shifted by 64 is not shifted.
      lists = begun >>> 1 >>> (63 - used);
      elements = inside >>> 1 >>> (63 - used);
    }
    count += levels;
  }

  /** Whether another column has come as far and has other lists. */
  boolean contradict(ListBorders other) {
    return count == other.count
        && (digest != other.digest || lists != other.lists || elements != other.elements);
  }
}
