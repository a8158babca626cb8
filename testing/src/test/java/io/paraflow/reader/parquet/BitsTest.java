package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.memory.RawMemory;
import java.util.BitSet;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class BitsTest {
  private static final long SEED = 20_261_121;

  private final Random random = new Random(SEED);

  @Test
  void bitsMoveDownAndNothingElseChanges() {
    try (RootAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(64)) {
      for (int to = 0; to < 40; to++) {
        for (int from = to; from < 80; from++) {
          int count = random.nextInt(200);
          byte[] bytes = new byte[64];
          random.nextBytes(bytes);
          RawMemory.copy(bytes, 0, buffer.memoryAddress(), bytes.length);
          BitSet expected = BitSet.valueOf(bytes);
          for (int i = 0; i < count; i++) {
            expected.set(to + i, expected.get(from + i));
          }
          Bits.moveDown(buffer.memoryAddress(), from, to, count);
          RawMemory.copy(buffer.memoryAddress(), bytes, 0, bytes.length);
          assertEquals(
              expected,
              BitSet.valueOf(bytes),
              "seed %d, from %d to %d, count %d".formatted(SEED, from, to, count));
        }
      }
    }
  }

  @Test
  void rangesInArrays() {
    for (int from = 0; from <= 70; from++) {
      for (int count = 0; count <= 130; count++) {
        String message = "seed %d, from %d, count %d".formatted(SEED, from, count);
        long[] bits = random.longs(5).toArray();
        if (count <= 64 && count > 0) {
          long word = Bits.get(bits, from, count);
          for (int i = 0; i < 64; i++) {
            assertEquals(i < count ? bit(bits, from + i) : 0, (word >>> i) & 1, message);
          }
        }
        long[] set = bits.clone();
        Bits.set(set, from, count);
        for (int i = 0; i < 64 * bits.length; i++) {
          assertEquals(i >= from && i < from + count ? 1 : bit(bits, i), bit(set, i), message);
        }
        if (count > 0 && count <= 64) {
          long word = random.nextLong() >>> (64 - count);
          long[] put = new long[4];
          put[0] = from == 0 ? 0 : -1L >>> Math.max(0, 64 - from);
          put[1] = from <= 64 ? 0 : -1L >>> (128 - from);
          long[] before = put.clone();
          Bits.put(put, from, word, count);
          for (int i = 0; i < 64 * put.length; i++) {
            boolean inside = i >= from && i < from + count;
            long expected = inside ? (word >>> (i - from)) & 1 : bit(before, i);
            assertEquals(expected, bit(put, i), message);
          }
        }
      }
    }
  }

  @Test
  void setBitsAreCountedAndFound() {
    for (int count = 0; count <= 200; count++) {
      String message = "seed %d, count %d".formatted(SEED, count);
      long[] bits = random.longs(4).toArray();
      int ones = 0;
      for (int i = 0; i < count; i++) {
        ones += bit(bits, i);
      }
      assertEquals(ones, Bits.count(bits, count), message);
      int wanted = random.nextInt(ones + 2);
      int position = 0;
      for (int seen = 0; position < count; position++) {
        if (bit(bits, position) == 1 && seen++ == wanted) {
          break;
        }
      }
      assertEquals(position, Bits.before(bits, count, wanted), message);
    }
  }

  @Test
  void appendsAndCopiesKeepTheBitsBefore() {
    try (RootAllocator allocator = new RootAllocator();
        ArrowBuf target = allocator.buffer(128);
        ArrowBuf source = allocator.buffer(128)) {
      for (int start = 0; start <= 70; start++) {
        for (int count = 0; count <= 70; count++) {
          long[] bits = random.longs(3).toArray();
          int from = random.nextInt(65);
          for (int i = 0; i < bits.length; i++) {
            source.setLong(8L * i, bits[i]);
          }
          source.setLong(24, -1);
          for (int way = 0; way < 3; way++) {
            byte[] before = new byte[128];
            random.nextBytes(before);
            target.setBytes(0, before);
            long address = target.memoryAddress();
            switch (way) {
              case 0 -> Bits.append(bits, count, address, start);
              case 1 -> Bits.appendOnes(count, address, start);
              default -> Bits.copy(source.memoryAddress(), from, address, start, count);
            }
            String message =
                "seed %d, way %d, start %d, from %d, count %d"
                    .formatted(SEED, way, start, from, count);
            for (int i = 0; i < start + count; i++) {
              int expected =
                  i < start
                      ? (before[i >> 3] >> (i & 7)) & 1
                      : switch (way) {
                        case 0 -> bit(bits, i - start);
                        case 1 -> 1;
                        default -> bit(bits, from + i - start);
                      };
              assertEquals(expected, (target.getByte(i >> 3) >> (i & 7)) & 1, message);
            }
            for (int i = ((start + count) >> 3) + 9; i < before.length; i++) {
              assertEquals(before[i], target.getByte(i), message);
            }
          }
          int ones = 0;
          for (int i = 0; i < count; i++) {
            ones += bit(bits, i);
          }
          assertEquals(ones, Bits.count(source.memoryAddress(), (long) count));
        }
      }
      assertEquals(0, RawMemory.getByte(source.memoryAddress() + 24) + 1);
    }
  }

  private static int bit(long[] bits, int at) {
    return (int) ((bits[at >> 6] >>> at) & 1);
  }
}
