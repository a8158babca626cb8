package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares what levels say with a loop over them. */
class LevelsTest {
  private static final long SEED = 20_261_121;
  private static final int TRIALS = 3000;

  private final Random random = new Random(SEED);
  private int[] repetitions = {};
  private int[] definitions = {};
  private String message = "";

  @Test
  void slotsAreThoseThatALoopFinds() {
    for (int trial = 0; trial < TRIALS; trial++) {
      int maxRepetition = random.nextInt(4);
      int maxDefinition = maxRepetition + random.nextInt(5);
      int count = 1 + random.nextInt(random.nextBoolean() ? 130 : ColumnReader.MINI_BATCH);
      Levels levels = levels(maxRepetition, maxDefinition, count);
      NodeLevels node =
          new NodeLevels(
              random.nextInt(maxRepetition + 1),
              random.nextInt(maxDefinition + 1),
              random.nextInt(maxDefinition + 1));
      int from = random.nextInt(count + 1);
      int to = from + random.nextInt(count - from + 1);
      message =
          "seed %d, trial %d, %d levels from %d to %d, %s"
              .formatted(SEED, trial, count, from, to, node);
      long[] valid = new long[ColumnReader.MINI_BATCH / 64 + 2];
      int slots = levels.validSlots(node, from, to, valid);
      int seen = 0;
      for (int i = from; i < to; i++) {
        if (repetitions[i] <= node.repetition() && definitions[i] >= node.slotDefinition()) {
          assertEquals(i, levels.findSlot(node, from, to, seen), message);
          boolean isValid = definitions[i] >= node.definition();
          assertEquals(isValid ? 1 : 0, valid[seen >>> 6] >>> seen & 1, message);
          seen++;
        }
      }
      assertEquals(seen, slots, message);
      assertEquals(seen, levels.countSlots(node, from, to), message);
      assertEquals(to, levels.findSlot(node, from, to, seen), message);
    }
  }

  @Test
  void aLevelBeyondTheGreatestIsSeen() {
    for (int maxLevel = 0; maxLevel <= 200; maxLevel++) {
      LevelPlanes planes = new LevelPlanes(maxLevel);
      int width = LevelReader.width(maxLevel);
      int last = random.nextInt(300);
      for (int level = 0; level < 1 << width; level++) {
        set(planes, last, level);
        assertEquals(level > maxLevel, planes.exceedMaximum(last + 1), maxLevel + ": " + level);
      }
    }
  }

  private Levels levels(int maxRepetition, int maxDefinition, int count) {
    Levels levels = new Levels(new NodeLevels(maxRepetition, 0, maxDefinition));
    repetitions = random.ints(count, 0, maxRepetition + 1).toArray();
    definitions = random.ints(count, 0, maxDefinition + 1).toArray();
    for (int i = 0; i < count; i++) {
      set(levels.repetitions(), i, repetitions[i]);
      set(levels.definitions(), i, definitions[i]);
    }
    return levels;
  }

  private static void set(LevelPlanes planes, int index, int level) {
    for (int b = 0; b < planes.planes().length; b++) {
      long[] plane = planes.planes()[b];
      plane[index >>> 6] &= ~(1L << index);
      plane[index >>> 6] |= (long) (level >>> b & 1) << index;
    }
  }
}
