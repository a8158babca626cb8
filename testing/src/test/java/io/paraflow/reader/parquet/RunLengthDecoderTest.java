package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

class RunLengthDecoderTest {
  private static final long SEED = 20_261_121;
  private static final long MEMORY_BYTES = 1 << 20;

  private final Random random = new Random(SEED);

  @Test
  void runsOfEveryWidthInPiecesOfAnySize() {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES)) {
      for (int width = 0; width <= 32; width++) {
        for (int piece = 1; piece <= 20; piece++) {
          long[] values = new long[500 + random.nextInt(8)];
          byte[] bytes = encode(values, width);
          try (PiecewiseWindow window = new PiecewiseWindow(bytes, piece, allocator)) {
            RunLengthDecoder decoder = new RunLengthDecoder(window);
            decoder.begin(window, width);
            for (int at = 0; at < values.length; ) {
              int skipped = Math.min(random.nextInt(40), values.length - at);
              decoder.skip(skipped);
              at += skipped;
              int n = Math.min(random.nextInt(71), values.length - at);
              int[] target = new int[n + 1];
              target[n] = 77;
              decoder.read(target, n);
              for (int i = 0; i < n; i++) {
                assertEquals((int) values[at + i], target[i], message(width, piece, at + i));
              }
              assertEquals(77, target[n]);
              at += n;
            }
            assertEquals(0, window.remaining(), message(width, piece, values.length));
          }
        }
      }
    }
  }

  @Test
  void planesOfEveryWidthInPiecesOfAnySize() {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES)) {
      for (int width = 1; width <= 8; width++) {
        for (int piece = 1; piece <= 40; piece++) {
          long[] values = new long[1500 + random.nextInt(8)];
          byte[] bytes = encode(values, width);
          try (PiecewiseWindow window = new PiecewiseWindow(bytes, piece, allocator)) {
            RunLengthDecoder decoder = new RunLengthDecoder(window);
            decoder.begin(window, width);
            for (int at = 0; at < values.length; ) {
              int n = Math.min(random.nextInt(200), values.length - at);
              long[][] planes = new long[width][(n + 63) / 64];
              for (long[] plane : planes) {
                Arrays.fill(plane, -1);
              }
              decoder.readPlanes(planes, n);
              for (int b = 0; b < width; b++) {
                for (int i = 0; i < 64 * planes[b].length; i++) {
                  long expected = i < n ? values[at + i] >>> b & 1 : 0;
                  assertEquals(
                      expected, planes[b][i / 64] >>> i & 1, message(width, piece, at + i));
                }
              }
              at += n;
            }
          }
        }
      }
    }
  }

  @Test
  void aSequenceThatEndsEarlyIsRefusedWhereverItEnds() {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES)) {
      for (int width = 1; width <= 32; width++) {
        long[] values = new long[96];
        byte[] bytes = encode(values, width);
        for (int length = 0; length < bytes.length; length++) {
          byte[] cut = Arrays.copyOf(bytes, length);
          try (PiecewiseWindow window = new PiecewiseWindow(cut, 1000, allocator)) {
            RunLengthDecoder decoder = new RunLengthDecoder(window);
            decoder.begin(window, width);
            int[] target = new int[1];
            for (int i = 0; i < values.length; i++) {
              try {
                decoder.read(target, 1);
              } catch (IngestException e) {
                assertEquals(ErrorCode.CORRUPT, e.code());
                break;
              }
              assertEquals((int) values[i], target[0], message(width, length, i));
            }
          }
        }
      }
    }
  }

  @Test
  void emptyRunsAndValuesThatAreTooLargeAreRefused() {
    refused(3, 0x00);
    refused(3, 0x01);
    refused(3, 0x10, 0x08);
    refused(3, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
    refused(9, 0x10, 0x08);
    refused(20, 0x10, 0, 0, 0x10);
    refused(3);
  }

  private static void refused(int width, int... content) {
    byte[] bytes = new byte[content.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) content[i];
    }
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        PiecewiseWindow window = new PiecewiseWindow(bytes, 1, allocator)) {
      RunLengthDecoder decoder = new RunLengthDecoder(window);
      decoder.begin(window, width);
      IngestException e = assertThrows(IngestException.class, () -> decoder.read(new int[8], 8));
      assertEquals(ErrorCode.CORRUPT, e.code());
    }
  }

  /** Fills the array with random runs; the last group's padding is left out. */
  private byte[] encode(long[] values, int width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < values.length; ) {
      int left = values.length - at;
      if (random.nextBoolean()) {
        int n = Math.min(1 + random.nextInt(100), left);
        long value = value(width);
        Arrays.fill(values, at, at + n, value);
        PackedBits.varint(out, (long) n << 1);
        for (int b = 0; b < (width + 7) / 8; b++) {
          out.write((int) (value >>> (8 * b)));
        }
        at += n;
      } else {
        int groups = Math.min(1 + random.nextInt(20), (left + 7) / 8);
        int n = Math.min(8 * groups, left);
        for (int i = 0; i < n; i++) {
          values[at + i] = value(width);
        }
        PackedBits.varint(out, ((long) groups << 1) | 1);
        out.writeBytes(PackedBits.pack(values, at, n, width));
        at += n;
      }
    }
    return out.toByteArray();
  }

  private long value(int width) {
    return width == 0 ? 0 : random.nextLong() >>> (64 - width);
  }

  private static String message(int width, int piece, int at) {
    return "seed %d, width %d, piece %d, value %d".formatted(SEED, width, piece, at);
  }
}
