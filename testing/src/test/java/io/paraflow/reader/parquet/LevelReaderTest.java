package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Levels of both encodings, in numbers around those that loops take at a time. */
class LevelReaderTest {
  private static final long SEED = 20_261_121;
  private static final int MEMORY_BYTES = 64 << 10;
  private static final int[] COUNTS = {
    1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 129, 2047, ColumnReader.MINI_BATCH
  };

  private final Random random = new Random(SEED);
  private final BufferAllocator allocator = GuardedMemory.allocator(1 << 20);
  private final ArrowBuf memory = allocator.buffer(MEMORY_BYTES);

  @AfterEach
  void release() {
    memory.close();
    allocator.close();
  }

  @Test
  void hybrid() {
    for (int maxLevel : new int[] {1, 2, 3, 7, 15, 200}) {
      for (int count : COUNTS) {
        for (RunsShape shape : RunsShape.values()) {
          int[] levels = levels(count, maxLevel, shape);
          byte[] encoded = EncodedValues.runs(levels, LevelReader.width(maxLevel));
          LevelReader reader = new LevelReader(MemoryPage.PLACE, maxLevel);
          reader.beginRuns(place(encoded, RawMemory.SLACK_BYTES), encoded.length);
          reads(reader, levels, maxLevel);
        }
      }
    }
  }

  /** Most significant bit first; nothing beyond the levels is read. */
  @Test
  void packed() {
    for (int maxLevel : new int[] {1, 2, 3, 7, 15, 200}) {
      int width = LevelReader.width(maxLevel);
      for (int count : COUNTS) {
        int[] levels = levels(count, maxLevel, RunsShape.MIXED);
        byte[] encoded = new byte[(count * width + 7) / 8];
        for (int bit = 0; bit < count * width; bit++) {
          int value = levels[bit / width] >>> (width - 1 - bit % width) & 1;
          encoded[bit / 8] |= (byte) (value << (7 - bit % 8));
        }
        LevelReader reader = new LevelReader(MemoryPage.PLACE, maxLevel);
        reader.beginPacked(place(encoded, 0), encoded.length);
        reads(reader, levels, maxLevel);
      }
    }
  }

  @Test
  void levelsAboveTheMostAreRefused() {
    byte[] encoded = EncodedValues.runs(new int[] {0, 1, 2, 3, 0, 1, 2, 3}, 2);
    LevelReader reader = new LevelReader(MemoryPage.PLACE, 2);
    reader.beginRuns(place(encoded, RawMemory.SLACK_BYTES), encoded.length);
    IngestException e =
        assertThrows(IngestException.class, () -> reader.read(new LevelPlanes(2), 8));
    assertEquals(ErrorCode.CORRUPT, e.code());
  }

  private int[] levels(int count, int maxLevel, RunsShape shape) {
    int[] levels = shape.values(count, LevelReader.width(maxLevel), random);
    for (int i = 0; i < count; i++) {
      levels[i] = Math.min(levels[i], maxLevel);
    }
    return levels;
  }

  private long place(byte[] encoded, int slackBytes) {
    long address = GuardedMemory.last(memory, (long) encoded.length + slackBytes);
    RawMemory.copy(encoded, 0, address, encoded.length);
    return address;
  }

  private void reads(LevelReader reader, int[] levels, int maxLevel) {
    int at = 0;
    while (at < levels.length) {
      int n = Math.min(1 + random.nextInt(300), levels.length - at);
      LevelPlanes planes = new LevelPlanes(maxLevel);
      reader.read(planes, n);
      for (int i = 0; i < n; i++) {
        int actual = 0;
        for (int b = 0; b < planes.planes().length; b++) {
          actual |= (int) (planes.planes()[b][i / 64] >>> i & 1) << b;
        }
        assertEquals(
            levels[at + i],
            actual,
            "seed %d, level %d of %d, at most %d".formatted(SEED, at + i, levels.length, maxLevel));
      }
      at += n;
    }
  }
}
