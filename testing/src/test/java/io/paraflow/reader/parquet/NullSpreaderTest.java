package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** Both twins, on slots whose memory ends at a page that nobody may touch. */
class NullSpreaderTest {
  private static final long SEED = 20_261_129;
  private static final int MOST_SLOTS = 300;

  private final Random random = new Random(SEED);

  @Test
  void byVectors() {
    spreads(new VectorNullSpreader());
  }

  @Test
  void byScalars() {
    spreads(new ScalarNullSpreader());
  }

  private void spreads(NullSpreader spreader) {
    try (BufferAllocator allocator = GuardedMemory.allocator(1 << 16);
        ArrowBuf memory = allocator.buffer((MOST_SLOTS + 1) * Long.BYTES)) {
      for (int slots = 1; slots <= MOST_SLOTS; slots++) {
        for (int percent : new int[] {0, 10, 50, 90, 100}) {
          for (int width : new int[] {Integer.BYTES, Long.BYTES}) {
            spread(spreader, width, slots, percent, memory);
          }
        }
      }
    }
  }

  private void spread(NullSpreader spreader, int width, int slots, int percent, ArrowBuf memory) {
    long[] bits = random.longs(MOST_SLOTS / 64 + 1).toArray();
    int present = 0;
    for (int i = 0; i < slots; i++) {
      boolean has = random.nextInt(100) < percent;
      present += has ? 1 : 0;
      bits[i / 64] = (bits[i / 64] & ~(1L << i)) | (has ? 1L << i : 0);
    }
    long start = GuardedMemory.last(memory, (long) slots * width);
    put(start - width, width, -1);
    for (int i = 0; i < slots; i++) {
      put(start + (long) i * width, width, i);
    }
    if (width == Integer.BYTES) {
      spreader.spreadInts(bits, slots, present, start);
    } else {
      spreader.spreadLongs(bits, slots, present, start);
    }
    String message =
        "seed %d, %d slots of %d bytes, %d %% present".formatted(SEED, slots, width, percent);
    assertEquals(-1, get(start - width, width), message);
    int before = 0;
    for (int i = 0; i < slots; i++) {
      assertEquals(before, get(start + (long) i * width, width), message + ", slot " + i);
      before += (int) (bits[i / 64] >>> i) & 1;
    }
  }

  private static void put(long address, int width, long value) {
    if (width == Integer.BYTES) {
      RawMemory.putInt(address, (int) value);
    } else {
      RawMemory.putLong(address, value);
    }
  }

  private static long get(long address, int width) {
    return width == Integer.BYTES ? RawMemory.getInt(address) : RawMemory.getLong(address);
  }
}
