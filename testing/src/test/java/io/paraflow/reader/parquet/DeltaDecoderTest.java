package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

class DeltaDecoderTest {
  private static final long SEED = 20_261_121;
  private static final long MEMORY_BYTES = 1 << 20;
  private static final int LARGEST_BLOCK = 1 << 20;

  /** Enough for classes that are loaded, and a quarter of what the largest miniblock unpacks to. */
  private static final long MAX_HEAP_BYTES = 2 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Random random = new Random(SEED);

  @Test
  void longsAndIntegersInBlocksOfAnySize() {
    int[][] blocks = {{128, 4}, {128, 1}, {256, 8}, {32, 1}, {1024, 2}};
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES)) {
      for (boolean wide : new boolean[] {true, false}) {
        for (int[] block : blocks) {
          for (int magnitude = 0; magnitude <= 64; magnitude += 3) {
            for (int count : new int[] {0, 1, 2, 31, 32, 33, 34, 129, 600}) {
              long[] values = values(count, magnitude, wide);
              byte[] bytes = PackedBits.deltas(values, block[0], block[1], wide);
              int piece = 1 + random.nextInt(40);
              String message =
                  "seed %d, wide %s, block %s, magnitude %d, count %d"
                      .formatted(SEED, wide, Arrays.toString(block), magnitude, count);
              try (PiecewiseWindow window = new PiecewiseWindow(bytes, piece, allocator);
                  DeltaDecoder decoder = new DeltaDecoder(window, allocator)) {
                decoder.begin(window);
                assertEquals(count, decoder.valuesLeft());
                for (int at = 0; at < count; ) {
                  int n = Math.min(1 + random.nextInt(70), count - at);
                  long[] target = new long[n + 3];
                  decoder.read(target, 2, n);
                  for (int i = 0; i < n; i++) {
                    assertEquals(values[at + i], ofWidth(target[2 + i], wide), message);
                  }
                  assertEquals(0, target[n + 2], message);
                  at += n;
                }
                assertEquals(0, window.remaining(), message);
              }
            }
          }
        }
      }
    }
  }

  /** Memory is as little as for small ones, and padding may be there, in part or not at all. */
  @Test
  void largeBlocks() {
    int[][] blocks = {
      {LARGEST_BLOCK, 1}, {LARGEST_BLOCK, 2}, {LARGEST_BLOCK, LARGEST_BLOCK / 32}, {1 << 16, 4}
    };
    long[] target = new long[ColumnReader.MINI_BATCH];
    try (BufferAllocator allocator = GuardedMemory.allocator(64 << 20);
        BufferAllocator small = GuardedMemory.allocator(64 << 10)) {
      for (int[] block : blocks) {
        for (int magnitude : new int[] {0, 3, 32, 57, 64}) {
          for (int count : new int[] {1, 2, 600, 5000, block[0] + 3}) {
            boolean wide = magnitude > 32 || random.nextBoolean();
            long[] values = values(count, magnitude, wide);
            byte[] bytes = PackedBits.deltas(values, block[0], block[1], wide);
            int written = bytes.length;
            if (count <= 5000 && random.nextBoolean()) {
              int unpadded = PackedBits.deltas(values, 32, 1, wide).length + block[1];
              written = Math.min(written, unpadded + random.nextInt(9000));
            }
            String message =
                "seed %d, wide %s, block %s, magnitude %d, count %d, %d bytes of %d"
                    .formatted(
                        SEED,
                        wide,
                        Arrays.toString(block),
                        magnitude,
                        count,
                        written,
                        bytes.length);
            try (PiecewiseWindow window =
                    new PiecewiseWindow(Arrays.copyOf(bytes, written), 1 << 18, allocator);
                DeltaDecoder decoder = new DeltaDecoder(window, small)) {
              long before = THREADS.getCurrentThreadAllocatedBytes();
              decoder.begin(window);
              decoder.read(target, 0, 1);
              assertEquals(values[0], ofWidth(target[0], wide), message);
              for (int at = 1; at < count; ) {
                int n = Math.min(1 + random.nextInt(target.length), count - at);
                decoder.read(target, 0, n);
                for (int i = 0; i < n; i++) {
                  assertEquals(values[at + i], ofWidth(target[i], wide), message);
                }
                at += n;
              }
              long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
              assertTrue(allocated < MAX_HEAP_BYTES, () -> message + ": " + allocated);
              assertEquals(0, window.remaining(), message);
            }
          }
        }
      }
    }
  }

  /** Some writers extend the first of unsigned integers with zeros. */
  @Test
  void aFirstIntegerOfMoreBitsWrapsAround() {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES)) {
      for (int round = 0; round < 200; round++) {
        long[] values = values(40, 1 + random.nextInt(64), false);
        long[] expected = values.clone();
        values[0] ^= round == 0 ? 0xffffffffL << 32 : (long) random.nextInt() << 32;
        byte[] bytes = PackedBits.deltas(values, 128, 4, false);
        try (PiecewiseWindow window = new PiecewiseWindow(bytes, 7, allocator);
            DeltaDecoder decoder = new DeltaDecoder(window, allocator)) {
          decoder.begin(window);
          long[] target = new long[values.length];
          decoder.read(target, 0, 1);
          decoder.read(target, 1, values.length - 1);
          target = Arrays.stream(target).map(value -> ofWidth(value, false)).toArray();
          assertArrayEquals(expected, target, "seed " + SEED);
        }
      }
    }
  }

  @Test
  void aSequenceThatEndsEarlyIsRefused() {
    long[] values = values(33, 40, true);
    byte[] bytes = PackedBits.deltas(values, 128, 4, true);
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES)) {
      for (int length = 0; length < 8; length++) {
        refused(Arrays.copyOf(bytes, length), 33, allocator);
      }
      refused(bytes, 34, allocator);
    }
  }

  @Test
  void blocksThatCannotBeAreRefused() {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES)) {
      int[][] blocks = {{0, 1}, {128, 0}, {128, 3}, {100, 1}, {1 << 30, 1}, {-1, 1}, {64, 64}};
      for (int[] block : blocks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PackedBits.varint(out, block[0] & 0xffffffffL);
        PackedBits.varint(out, block[1]);
        PackedBits.varint(out, 2);
        PackedBits.zigzag(out, 0);
        out.writeBytes(new byte[200]);
        refused(out.toByteArray(), 2, allocator);
      }
      ByteArrayOutputStream wide = new ByteArrayOutputStream();
      PackedBits.varint(wide, 128);
      PackedBits.varint(wide, 1);
      PackedBits.varint(wide, 2);
      PackedBits.zigzag(wide, 0);
      PackedBits.zigzag(wide, 0);
      wide.write(65);
      wide.writeBytes(new byte[2000]);
      refused(wide.toByteArray(), 2, allocator);
    }
  }

  private static void refused(byte[] bytes, int count, BufferAllocator allocator) {
    try (PiecewiseWindow window = new PiecewiseWindow(bytes, 3, allocator);
        DeltaDecoder decoder = new DeltaDecoder(window, allocator)) {
      IngestException e =
          assertThrows(
              IngestException.class,
              () -> {
                decoder.begin(window);
                decoder.read(new long[count], 0, count);
              });
      assertEquals(ErrorCode.CORRUPT, e.code());
    }
  }

  private long[] values(int count, int magnitude, boolean wide) {
    return random
        .longs(count)
        .map(v -> magnitude == 0 ? 7 : v >> (64 - magnitude))
        .map(v -> ofWidth(v, wide))
        .toArray();
  }

  private static long ofWidth(long value, boolean wide) {
    return wide ? value : (int) value;
  }
}
