package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.fixtures.GuardedMemory;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;

/** Leaf columns of a list are compared, whatever pieces their levels come in. */
class ListBordersTest {
  private static final long SEED = 20_261_130;
  private static final int MOST_LEVELS = 20_000;
  private static final long MEMORY_BYTES = 1 << 20;

  /** Less is no list, or one without elements. */
  private static final int ELEMENT = 2;

  private final Random random = new Random(SEED);

  /** Levels of a list of elements, or of lists of them. */
  private record Column(
      @SuppressWarnings("ArrayRecordComponent") int[] repetitions,
      @SuppressWarnings("ArrayRecordComponent") int[] definitions,
      boolean deeper) {}

  @Test
  void columnsAgreeAtWhateverPieces() {
    for (int round = 0; round < 300; round++) {
      Column first = column(1 + random.nextInt(MOST_LEVELS));
      ListBorders borders = borders(first);
      assertFalse(borders.contradict(borders(first)), "seed " + SEED + ", round " + round);
      assertFalse(borders.contradict(borders(deeper(first))), "seed " + SEED + ", round " + round);
    }
  }

  @Test
  void columnsWithOtherListsContradict() {
    int contradictions = 0;
    for (int round = 0; round < 300; round++) {
      Column first = column(2 + random.nextInt(200));
      Column other = new Column(first.repetitions.clone(), first.definitions.clone(), false);
      int at = 1 + random.nextInt(first.repetitions.length - 1);
      if (first.definitions[at] == ELEMENT) {
        other.repetitions[at] ^= 1;
        assertTrue(borders(first).contradict(borders(other)), "seed " + SEED + ", round " + round);
        assertTrue(
            borders(first).contradict(borders(deeper(other))), "seed " + SEED + ", round " + round);
        contradictions++;
      }
    }
    assertTrue(contradictions > 100, contradictions + " columns");
  }

  @Test
  void columnsThatCameNotAsFarDoNotContradict() {
    Column all = column(1000);
    Column other = column(999);
    assertFalse(borders(all).contradict(borders(other)));
  }

  private Column column(int levels) {
    int[] repetitions = new int[levels];
    int[] definitions = new int[levels];
    for (int i = 0; i < levels; i++) {
      boolean goesOn = i > 0 && definitions[i - 1] == ELEMENT && random.nextInt(3) > 0;
      repetitions[i] = goesOn ? 1 : 0;
      definitions[i] = goesOn ? ELEMENT : random.nextInt(ELEMENT + 1);
    }
    return new Column(repetitions, definitions, false);
  }

  /** A column whose elements are lists, with the same lists of them. */
  private Column deeper(Column column) {
    int[] repetitions = new int[3 * column.repetitions.length];
    int[] definitions = new int[repetitions.length];
    int count = 0;
    for (int i = 0; i < column.repetitions.length; i++) {
      repetitions[count] = column.repetitions[i];
      definitions[count++] = column.definitions[i] + (column.definitions[i] == ELEMENT ? 1 : 0);
      for (int more = random.nextInt(3); more > 0 && column.definitions[i] == ELEMENT; more--) {
        repetitions[count] = 2;
        definitions[count++] = ELEMENT + 1;
      }
    }
    return new Column(Arrays.copyOf(repetitions, count), Arrays.copyOf(definitions, count), true);
  }

  /** What a column's levels come to, in mini-batches that begin and end anywhere. */
  private ListBorders borders(Column column) {
    ListBorders borders = new ListBorders();
    int deeper = column.deeper ? 1 : 0;
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        LeafColumn leaf = new LeafColumn(Type.INT32, true, allocator)) {
      ListNode node =
          new ListNode(
              leaf.leaf().field(),
              new NodeLevels(0, 0, 1),
              new NodeLevels(1, ELEMENT, ELEMENT),
              leaf.leaf());
      Levels levels = new Levels(new NodeLevels(1 + deeper, ELEMENT, ELEMENT + deeper));
      for (int at = 0; at < column.repetitions.length; ) {
        int from = random.nextInt(200);
        int most = Math.min(ColumnReader.MINI_BATCH - from, column.repetitions.length - at);
        int to = from + 1 + random.nextInt(most);
        fill(levels.repetitions().planes(), column.repetitions, at, from, to);
        fill(levels.definitions().planes(), column.definitions, at, from, to);
        at += to - from;
        int middle = random.nextInt(from, to);
        borders.add(levels, node, from, middle);
        borders.add(levels, node, middle, to);
      }
    }
    return borders;
  }

  private static void fill(long[][] planes, int[] source, int at, int from, int to) {
    for (int b = 0; b < planes.length; b++) {
      Arrays.fill(planes[b], 0);
      for (int i = from; i < to; i++) {
        planes[b][i >>> 6] |= (source[at + i - from] >>> b & 1L) << i;
      }
    }
  }
}
