package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowRangesTest {
  private static final long SEED = 20_261_122;

  private final Random random = new Random(SEED);

  @Test
  void rangesThatTouchBecomeOne() {
    RowRanges rows = new RowRanges();
    rows.add(3, 5);
    rows.add(5, 5);
    rows.add(5, 9);
    rows.add(10, 12);
    assertEquals("3..9 10..12", rows.toString());
    assertEquals(8, rows.rows());
  }

  @Test
  void areThoseThatBothHave() {
    for (int i = 0; i < 500; i++) {
      BitSet left = new BitSet();
      BitSet right = new BitSet();
      RowRanges both = randomRows(left).intersect(randomRows(right));
      left.and(right);
      assertEquals(left, bits(both), "seed " + SEED);
    }
  }

  /** A reader takes rows from the front while others are added at the end. */
  @Test
  void leaveInTheOrderInWhichTheyCome() {
    for (int i = 0; i < 500; i++) {
      RowRanges rows = new RowRanges();
      long next = 0;
      BitSet expected = new BitSet();
      for (int step = 0; step < 60; step++) {
        next += random.nextInt(3);
        long to = next + random.nextInt(4);
        rows.add(next, to);
        expected.set((int) next, (int) to);
        next = to;
        int taken = random.nextInt((int) Math.min(6, rows.rows() + 1));
        long[] first = expected.stream().limit(taken).asLongStream().map(row -> row + 7).toArray();
        if (taken > 0) {
          assertArrayEquals(first, rows.firstRows(taken, 7), "seed " + SEED);
          assertEquals(first[taken - 1] - first[0] == taken - 1, rows.isInRow(taken));
          expected.clear(0, (int) (first[taken - 1] - 7 + 1));
        }
        rows.removeFirst(taken);
        assertEquals(expected, bits(rows), "seed " + SEED);
        assertEquals(expected.cardinality(), rows.rows());
      }
    }
  }

  @Test
  void findARowsRange() {
    RowRanges rows = new RowRanges();
    rows.add(3, 5);
    rows.add(8, 9);
    assertEquals(0, rows.rangeOf(0));
    assertEquals(0, rows.rangeOf(4));
    assertEquals(1, rows.rangeOf(5));
    assertEquals(2, rows.rangeOf(9));
  }

  private RowRanges randomRows(BitSet bits) {
    RowRanges rows = new RowRanges();
    for (int from = random.nextInt(5); from < 100; ) {
      int to = from + 1 + random.nextInt(10);
      rows.add(from, to);
      bits.set(from, to);
      from = to + random.nextInt(10);
    }
    return rows;
  }

  private static BitSet bits(RowRanges rows) {
    BitSet bits = new BitSet();
    for (int range = rows.firstRange(); range < rows.endRange(); range++) {
      bits.set((int) rows.from(range), (int) rows.to(range));
    }
    return bits;
  }
}
