package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

class BitUnpackerTest {
  private static final long SEED = 20_261_121;
  private static final int UNTOUCHED = 0x5a5a5a5a;

  @Test
  void groupsOfEveryWidthByVectors() {
    groupsOfEveryWidth(new VectorBitUnpacker());
  }

  @Test
  void groupsOfEveryWidthByWords() {
    groupsOfEveryWidth(new WordBitUnpacker());
  }

  private static void groupsOfEveryWidth(BitUnpacker unpacker) {
    Random random = new Random(SEED);
    try (BufferAllocator allocator = GuardedMemory.allocator(4096);
        ArrowBuf memory = allocator.buffer(1024)) {
      for (int width = 0; width <= 32; width++) {
        for (int groups = 0; groups <= 9; groups++) {
          long[] values = values(random, 8 * groups, width);
          long source =
              place(
                  memory, PackedBits.pack(values, 0, values.length, width), RawMemory.SLACK_BYTES);
          int offset = random.nextInt(9);
          int[] target = new int[offset + 8 * groups + 9];
          Arrays.fill(target, UNTOUCHED);
          unpacker.unpack(source, width, target, offset, groups);
          for (int i = 0; i < target.length; i++) {
            boolean inside = i >= offset && i < offset + 8 * groups;
            assertEquals(
                inside ? (int) values[i - offset] : UNTOUCHED,
                target[i],
                "seed %d, width %d, groups %d, at %d".formatted(SEED, width, groups, i - offset));
          }
        }
      }
    }
  }

  @Test
  void longsOfEveryWidthAndCount() {
    Random random = new Random(SEED);
    try (BufferAllocator allocator = GuardedMemory.allocator(4096);
        ArrowBuf memory = allocator.buffer(1024)) {
      for (int width = 0; width <= 64; width++) {
        for (int count = 0; count <= 70; count++) {
          long[] values = values(random, count, width);
          int first = random.nextInt(8);
          byte[] packed = PackedBits.pack(values, 0, count, width);
          long source = place(memory, behindBits(first, packed, count * width), 9);
          int offset = random.nextInt(9);
          long[] target = new long[offset + count + 9];
          Arrays.fill(target, UNTOUCHED);
          BitUnpacker.unpack(source, first, width, target, offset, count);
          for (int i = 0; i < target.length; i++) {
            boolean inside = i >= offset && i < offset + count;
            assertEquals(
                inside ? values[i - offset] : UNTOUCHED,
                target[i],
                "seed %d, bit %d, width %d, count %d, at %d"
                    .formatted(SEED, first, width, count, i - offset));
          }
        }
      }
    }
  }

  private static long[] values(Random random, int count, int width) {
    return random.longs(count).map(v -> width == 0 ? 0 : v >>> (64 - width)).toArray();
  }

  /** Bits behind some that are set. */
  private static byte[] behindBits(int before, byte[] packed, int bits) {
    byte[] bytes = new byte[(before + bits + 7) / 8];
    for (int bit = 0; bit < before + bits; bit++) {
      int from = bit - before;
      int value = from < 0 ? 1 : packed[from / 8] >>> (from % 8) & 1;
      bytes[bit / 8] |= (byte) (value << (bit % 8));
    }
    return bytes;
  }

  /** Bytes with set bits behind them, and nothing behind those that can be read. */
  private static long place(ArrowBuf memory, byte[] bytes, int readableBehind) {
    long source = GuardedMemory.last(memory, (long) bytes.length + readableBehind);
    RawMemory.fill(memory.memoryAddress(), memory.capacity(), (byte) 0xff);
    RawMemory.copy(bytes, 0, source, bytes.length);
    return source;
  }
}
