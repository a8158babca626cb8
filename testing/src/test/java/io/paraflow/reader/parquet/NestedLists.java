package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random lists of lists of integers, all of which can be null, and their levels as the Parquet
 * format defines them: a level for each step that is there, from the outer list on.
 */
final class NestedLists {
  private static final int OUTER_PRESENT = 1;
  private static final int OUTER_ELEMENT = 2;
  private static final int INNER_PRESENT = 3;
  private static final int INNER_ELEMENT = 4;
  private static final int VALUE_PRESENT = 5;

  private final Random random;
  private final List<String> texts = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();

  /** Levels, and the value where they have one. */
  private record Entry(int repetition, int definition, int value) {}

  NestedLists(int count, Random random) {
    this.random = random;
    for (int i = 0; i < count; i++) {
      texts.add(String.valueOf(outer()).replace(" ", ""));
    }
  }

  /** The lists as Arrow writes them. */
  List<String> texts() {
    return texts;
  }

  private @Nullable List<@Nullable List<@Nullable Integer>> outer() {
    int size = random.nextInt(-1, 4);
    if (size <= 0) {
      entries.add(new Entry(0, size < 0 ? OUTER_PRESENT - 1 : OUTER_PRESENT, 0));
      return size < 0 ? null : List.of();
    }
    List<@Nullable List<@Nullable Integer>> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(inner(i == 0 ? 0 : 1));
    }
    return list;
  }

  private @Nullable List<@Nullable Integer> inner(int repetition) {
    int size = random.nextInt(-1, 4);
    if (size <= 0) {
      entries.add(new Entry(repetition, size < 0 ? OUTER_ELEMENT : INNER_PRESENT, 0));
      return size < 0 ? null : List.of();
    }
    List<@Nullable Integer> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Integer value = random.nextInt(4) == 0 ? null : (Integer) random.nextInt();
      int definition = value == null ? INNER_ELEMENT : VALUE_PRESENT;
      entries.add(new Entry(i == 0 ? repetition : 2, definition, value == null ? 0 : value));
      list.add(value);
    }
    return list;
  }

  /**
   * Appends all levels and values, in pieces that begin anywhere in a mini-batch.
   *
   * @param values a nullable column of integers
   */
  void appendTo(ListBuilder outer, ListBuilder inner, LeafColumn values) {
    NodeLevels outerLevels = new NodeLevels(0, 0, OUTER_PRESENT);
    NodeLevels outerElements = new NodeLevels(1, OUTER_ELEMENT, OUTER_ELEMENT);
    NodeLevels innerLevels = new NodeLevels(1, OUTER_ELEMENT, INNER_PRESENT);
    NodeLevels innerElements = new NodeLevels(2, INNER_ELEMENT, INNER_ELEMENT);
    LeafNode leaf = values.leaf();
    ListNode innerNode = new ListNode(leaf.field(), innerLevels, innerElements, leaf);
    ListNode outerNode = new ListNode(leaf.field(), outerLevels, outerElements, innerNode);
    Levels levels = new Levels(new NodeLevels(2, INNER_ELEMENT, VALUE_PRESENT));
    for (int at = 0; at < entries.size(); ) {
      int from = random.nextInt(200);
      int count = Math.min(1 + random.nextInt(ColumnReader.MINI_BATCH - from), entries.size() - at);
      for (int i = 0; i < count; i++) {
        set(levels.repetitions(), from + i, entries.get(at + i).repetition);
        set(levels.definitions(), from + i, entries.get(at + i).definition);
      }
      append(outer, levels, outerNode, from, from + count);
      append(inner, levels, innerNode, from, from + count);
      appendValues((FixedBuilder) values.builder(), entries.subList(at, at + count));
      at += count;
    }
  }

  private static void append(ListBuilder target, Levels levels, ListNode node, int from, int to) {
    long[] valid = new long[ColumnReader.MINI_BATCH / 64 + 2];
    int lists = levels.validSlots(node.levels(), from, to, valid);
    target.append(levels, node, from, to, valid, lists);
  }

  private static void set(LevelPlanes target, int index, int level) {
    long[][] planes = target.planes();
    for (int b = 0; b < planes.length; b++) {
      planes[b][index / 64] &= ~(1L << index);
      planes[b][index / 64] |= (level >>> b & 1L) << index;
    }
  }

  private static void appendValues(FixedBuilder target, List<Entry> piece) {
    long[] valid = new long[ColumnReader.MINI_BATCH / 64 + 2];
    target.reserve(piece.size());
    int slots = 0;
    int present = 0;
    for (Entry entry : piece) {
      if (entry.definition >= INNER_ELEMENT) {
        if (entry.definition == VALUE_PRESENT) {
          valid[slots / 64] |= 1L << slots;
          RawMemory.putInt(target.end() + 4L * present++, entry.value);
        }
        slots++;
      }
    }
    target.commit(valid, slots, present);
  }
}
