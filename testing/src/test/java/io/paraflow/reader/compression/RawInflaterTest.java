package io.paraflow.reader.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.fixtures.GuardedMemory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In Java and by ISA-L where there is one: compared with what was deflated, and with zlib where
 * streams are damaged. Input and output end where memory does that nobody may touch.
 */
class RawInflaterTest {
  private static final long SEED = 20_261_121;
  private static final long MEMORY_BYTES = 1 << 20;
  private static final byte[] TRAILER = {1, 2, 3, 4, 5, 6, 7, 8};

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @ValueSource(ints = {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY})
  void everyLevelInPiecesOfAnySize(int strategy) {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        TableInflater table = new TableInflater(allocator);
        RawInflater best = RawInflater.best(allocator)) {
      for (int round = 0; round < 200; round++) {
        byte[] content = content();
        byte[] stream = deflate(content, round % 10, strategy, round % 3 == 0);
        int pieces = round % 4 == 0 ? 1 : 1 + random.nextInt(stream.length + 20);
        int room = round % 7 == 0 ? 1 + random.nextInt(9) : 1 + random.nextInt(100_000);
        String message = "seed %d, round %d, pieces %d".formatted(SEED, round, pieces);
        for (RawInflater inflater : List.of(table, best)) {
          Inflated result = Inflated.by(inflater, stream, pieces, room, allocator);
          assertTrue(result.finished(), message);
          assertArrayEquals(content, result.content(), message);
          assertEquals(TRAILER.length, result.left(), message);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY})
  void everyCutOfASmallStream(int strategy) {
    byte[] content = Arrays.copyOf(content(), 200);
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        TableInflater table = new TableInflater(allocator);
        RawInflater best = RawInflater.best(allocator)) {
      for (int level = 0; level < 10; level++) {
        byte[] stream = deflate(content, level, strategy, level % 2 == 0);
        for (int cut = 1; cut < stream.length - TRAILER.length; cut++) {
          String message = "seed %d, level %d, cut at %d".formatted(SEED, level, cut);
          for (RawInflater inflater : List.of(table, best)) {
            for (int room : new int[] {1, 200}) {
              Inflated whole = Inflated.by(inflater, stream, cut, room, allocator);
              assertTrue(whole.finished(), message);
              assertArrayEquals(content, whole.content(), message);
              assertEquals(TRAILER.length, whole.left(), message);
            }
            Inflated start = Inflated.by(inflater, Arrays.copyOf(stream, cut), cut, 999, allocator);
            assertTrue(!start.finished() && !start.failed() && start.left() == 0, message);
            assertArrayEquals(Arrays.copyOf(content, start.content().length), start.content());
          }
        }
      }
    }
  }

  @Test
  void damageIsRefusedWhereZlibRefusesIt() {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        TableInflater inflater = new TableInflater(allocator)) {
      for (int round = 0; round < 3000; round++) {
        byte[] content = Arrays.copyOf(content(), 1 + random.nextInt(3000));
        byte[] stream = deflate(content, random.nextInt(10), random.nextInt(3), false);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          int first = random.nextBoolean() ? Math.min(100, stream.length) : stream.length;
          stream[random.nextInt(first)] ^= (byte) (1 << random.nextInt(8));
        }
        int pieces = round % 2 == 0 ? stream.length : 1 + random.nextInt(50);
        Inflated result =
            Inflated.by(inflater, stream, pieces, 1 + random.nextInt(5000), allocator);
        Inflated expected = Inflated.byZlib(stream);
        String message = "seed %d, round %d, pieces %d".formatted(SEED, round, pieces);
        assertEquals(expected.failed(), result.failed(), message);
        assertEquals(expected.finished(), result.finished(), message);
        if (!expected.failed()) {
          assertArrayEquals(expected.content(), result.content(), message);
          assertEquals(expected.left(), result.left(), message);
        }
      }
    }
  }

  @Test
  void aStreamCutAnywhereAsksForMore() {
    byte[] content = content();
    byte[] stream = deflate(content, 6, Deflater.DEFAULT_STRATEGY, true);
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        TableInflater inflater = new TableInflater(allocator)) {
      for (int round = 0; round < 300; round++) {
        int cut = random.nextInt(stream.length - TRAILER.length);
        Inflated result =
            Inflated.by(
                inflater, Arrays.copyOf(stream, cut), 1 + random.nextInt(99), 777, allocator);
        assertTrue(!result.finished() && !result.failed() && result.left() == 0, "cut at " + cut);
        assertArrayEquals(Arrays.copyOf(content, result.content().length), result.content());
      }
    }
  }

  @Test
  void matchesReachBackToTheStreamsStartAndNoFurther() {
    // A fixed block: the literal a, then three bytes from two back.
    byte[] stream = {0x4b, (byte) 0x04, 0x11, 0x00};
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        TableInflater inflater = new TableInflater(allocator)) {
      byte[] good = deflate(content(), 9, Deflater.DEFAULT_STRATEGY, false);
      assertTrue(Inflated.by(inflater, good, 999, 999, allocator).finished());
      assertTrue(Inflated.by(inflater, stream, 9, 9, allocator).failed());
      assertTrue(Inflated.byZlib(stream).failed());
    }
  }

  @Test
  void theThirdTypeOfBlockDoesNotExist() {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        TableInflater inflater = new TableInflater(allocator);
        PiecewiseInput input = new PiecewiseInput(new byte[] {7}, 1, allocator);
        ArrowBuf target = allocator.buffer(8)) {
      assertThrows(
          DataFormatException.class, () -> inflater.inflate(input, target.memoryAddress(), 8));
    }
  }

  /** Text with repetitions near and far, noise, and runs. */
  private byte[] content() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = random.nextInt(4) == 0 ? random.nextInt(300_000) : 1 + random.nextInt(5000);
    while (out.size() < length) {
      switch (random.nextInt(4)) {
        case 0 -> out.writeBytes(new byte[1 + random.nextInt(700)]);
        case 1 -> {
          byte[] noise = new byte[1 + random.nextInt(300)];
          random.nextBytes(noise);
          out.writeBytes(noise);
        }
        case 2 -> {
          byte[] before = out.toByteArray();
          int from = random.nextInt(before.length + 1);
          int n = Math.min(before.length - from, random.nextInt(2000));
          out.write(before, from, n);
        }
        default ->
            out.writeBytes(
                "{\"id\":%d,\"text\":\"%x\"}\n"
                    .formatted(random.nextInt(), random.nextLong())
                    .getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  /** A stream and other bytes behind it. */
  private static byte[] deflate(byte[] content, int level, int strategy, boolean flushed) {
    Deflater deflater = new Deflater(level, true);
    deflater.setStrategy(strategy);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = new byte[4096];
    for (int at = 0; at <= content.length; at += 20_000) {
      deflater.setInput(content, at, Math.min(20_000, content.length - at));
      int n;
      do {
        n = deflater.deflate(bytes, 0, bytes.length, flushed ? Deflater.FULL_FLUSH : 0);
        out.write(bytes, 0, n);
      } while (n > 0 || !deflater.needsInput());
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(bytes, 0, deflater.deflate(bytes));
    }
    deflater.end();
    out.writeBytes(TRAILER);
    return out.toByteArray();
  }
}
