package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.util.BitSet;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

class BitsTest {
  private static final long SEED = 20_261_121;

  /** How many bytes behind a range may be accessed. */
  private static final int BEYOND = 8;

  private final Random random = new Random(SEED);

  @Test
  void bitsMoveDownAndNothingElseChanges() {
    try (BufferAllocator allocator = GuardedMemory.allocator(4096);
        ArrowBuf buffer = allocator.buffer(64)) {
      for (int to = 0; to < 40; to++) {
        for (int from = to; from < 80; from++) {
          int count = random.nextInt(200);
          byte[] bytes = new byte[64];
          random.nextBytes(bytes);
          int accessed = (from + count) / 8 + 1 + BEYOND;
          long bitmap = GuardedMemory.last(buffer, accessed);
          RawMemory.copy(bytes, 0, bitmap, accessed);
          BitSet expected = BitSet.valueOf(bytes);
          for (int i = 0; i < count; i++) {
            expected.set(to + i, expected.get(from + i));
          }
          Bits.moveDown(bitmap, from, to, count);
          RawMemory.copy(bitmap, bytes, 0, accessed);
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
    try (BufferAllocator allocator = GuardedMemory.allocator(4096);
        ArrowBuf target = allocator.buffer(128);
        ArrowBuf source = allocator.buffer(128)) {
      for (int start = 0; start <= 70; start++) {
        for (int count = 0; count <= 70; count++) {
          long[] bits = random.longs(3).toArray();
          int from = random.nextInt(65);
          byte[] stored = Reference.little(bits, Long.BYTES);
          int readable = (from + count) / 8 + 1 + BEYOND;
          long sourceStart = GuardedMemory.last(source, readable);
          RawMemory.copy(stored, 0, sourceStart, Math.min(stored.length, readable));
          for (int way = 0; way < 3; way++) {
            byte[] bytes = new byte[(start + count) / 8 + 1 + BEYOND];
            random.nextBytes(bytes);
            BitSet before = BitSet.valueOf(bytes);
            long address = GuardedMemory.last(target, bytes.length);
            RawMemory.copy(bytes, 0, address, bytes.length);
            switch (way) {
              case 0 -> Bits.append(bits, count, address, start);
              case 1 -> Bits.appendOnes(count, address, start);
              default -> Bits.copy(sourceStart, from, address, start, count);
            }
            RawMemory.copy(address, bytes, 0, bytes.length);
            BitSet after = BitSet.valueOf(bytes);
            String message =
                "seed %d, way %d, start %d, from %d, count %d"
                    .formatted(SEED, way, start, from, count);
            assertEquals(before.get(0, start), after.get(0, start), message);
            for (int i = 0; i < count; i++) {
              boolean expected =
                  switch (way) {
                    case 0 -> bit(bits, i) == 1;
                    case 1 -> true;
                    default -> bit(bits, from + i) == 1;
                  };
              assertEquals(expected, after.get(start + i), message);
            }
          }
        }
      }
    }
  }

  @Test
  void setBitsInMemory() {
    try (BufferAllocator allocator = GuardedMemory.allocator(4096);
        ArrowBuf memory = allocator.buffer(128)) {
      for (int count = 0; count <= 300; count++) {
        byte[] bytes = new byte[(count + 7) / 8 + BEYOND];
        random.nextBytes(bytes);
        long address = GuardedMemory.last(memory, bytes.length);
        RawMemory.copy(bytes, 0, address, bytes.length);
        assertEquals(BitSet.valueOf(bytes).get(0, count).cardinality(), Bits.count(address, count));
      }
    }
  }

  private static int bit(long[] bits, int at) {
    return (int) ((bits[at >> 6] >>> at) & 1);
  }
}
