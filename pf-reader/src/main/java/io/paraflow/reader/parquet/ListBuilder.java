package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;

/** Collects lists and maps; the child has a slot for each element. */
final class ListBuilder extends ColumnBuilder {
  private final ColumnPlace place;
  private final ColumnBuilder child;
  private final OffHeap offsets;
  private final ListBorders borders = new ListBorders();
  private final List<ListBorders> othersBorders = new ArrayList<>();
  private int elements;

  ListBuilder(ColumnPlace place, ColumnBuilder child, boolean nullable, BufferAllocator allocator) {
    super(nullable, allocator);
    this.place = place;
    this.child = child;
    this.offsets = new OffHeap(allocator);
  }

  /** What another leaf column of the list, not the first, adds its levels to. */
  ListBorders compared() {
    ListBorders others = new ListBorders();
    othersBorders.add(others);
    return others;
  }

  /**
   * Appends lists and elements, in the order of levels.
   *
   * @param node which of the levels are lists, and which elements
   * @param from the first level
   * @param to after the last one
   * @param validBits which of the new lists are not null, from bit 0 on
   * @param lists how many new lists there are
   */
  void append(Levels levels, ListNode node, int from, int to, long[] validBits, int lists) {
    appendValidity(validBits, lists, false);
    offsets.reserve(4L * (count + lists + 1), 4L * (count + 1));
    long at = offsets.address() + 4L * count;
    int total = elements;
    Levels.Slots listSlots = levels.slots(node.levels());
    Levels.Slots elementSlots = levels.slots(node.elementLevels());
    for (int word = from >>> 6; word << 6 < to; word++) {
      long begun = listSlots.of(word, from, to);
      long inside = elementSlots.of(word, from, to);
      int listsHere = Long.bitCount(begun);
      // Whole steps of four end in a branch that is guessed more often; what is too much is
      // overwritten.
      for (int i = 0; i < listsHere; i += 4) {
        long first = begun;
        long second = first & (first - 1);
        long third = second & (second - 1);
        long fourth = third & (third - 1);
        RawMemory.putInt(at + 4L * i, total + elementsBefore(first, inside));
        RawMemory.putInt(at + 4L * i + 4, total + elementsBefore(second, inside));
        RawMemory.putInt(at + 4L * i + 8, total + elementsBefore(third, inside));
        RawMemory.putInt(at + 4L * i + 12, total + elementsBefore(fourth, inside));
        begun = fourth & (fourth - 1);
      }
      at += 4L * listsHere;
      total += Long.bitCount(inside);
    }
    // Until more follows, this is where the last list ends.
    RawMemory.putInt(at, total);
    count += lists;
    elements = total;
    if (!othersBorders.isEmpty()) {
      borders.add(levels, node, from, to);
    }
  }

  private static int elementsBefore(long lists, long elements) {
    return Long.bitCount(elements & ((lists & -lists) - 1));
  }

  @Override
  long bytesOf(int slots) {
    if (slots == 0) {
      return 0;
    }
    int held = Math.min(elementsOf(slots), child.count());
    return super.bytesOf(slots) + 4L * (slots + 1) + child.bytesOf(held);
  }

  @Override
  long ownBytes() {
    return super.bytesOf(count) + 4L * (count + 1);
  }

  @Override
  Field field(Field declared) {
    return withChildren(declared, List.of(child.field(declared.getChildren().getFirst())));
  }

  @Override
  void lendDictionaries(Field declared, MapDictionaryProvider target) {
    child.lendDictionaries(declared.getChildren().getFirst(), target);
  }

  @Override
  void lend(FieldVector vector, int slots) {
    if (offsets.capacity() == 0) {
      offsets.reserve(4, 0);
      RawMemory.putInt(offsets.address(), 0);
    }
    load(vector, slots, offsets);
    int cut = elementsOf(slots);
    checkCount(place, child, cut, slots == count);
    checkBorders();
    child.lend(vector.getChildrenFromFields().getFirst(), cut);
  }

  @Override
  void removeFirst(int slots) {
    int cut = elementsOf(slots);
    child.removeFirst(cut);
    removeOffsets(offsets, slots);
    removeValidity(slots);
    count -= slots;
    elements -= cut;
  }

  private int elementsOf(int slots) {
    return slots == 0 ? 0 : RawMemory.getInt(offsets.address() + 4L * slots);
  }

  private void checkBorders() {
    for (ListBorders others : othersBorders) {
      if (borders.contradict(others)) {
        throw place.corrupt("its leaf columns disagree: their lists do not end at the same values");
      }
    }
  }

  static void checkCount(ColumnPlace place, ColumnBuilder child, int slots, boolean exact) {
    if (child.count() < slots || (exact && child.count() != slots)) {
      throw place.corrupt(
          "its leaf columns disagree: %d values where there should be %d"
              .formatted(child.count(), slots));
    }
  }

  @Override
  public void close() {
    super.close();
    offsets.close();
    child.close();
    elements = 0;
  }
}
