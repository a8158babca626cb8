package io.paraflow.reader.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.compression.ByteSource;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final long SEED = 7;

  /** Gives its bytes in portions of any size down to one byte, and may break. */
  private static final class Slices implements ByteSource {
    private final byte[] bytes;
    private final int mostBytes;
    private final int breaksAt;
    private final Random random = new Random(SEED);
    private int at;

    Slices(byte[] bytes, int mostBytes, int breaksAt) {
      this.bytes = bytes;
      this.mostBytes = mostBytes;
      this.breaksAt = breaksAt;
    }

    @Override
    public int read(long target, int capacity) {
      if (at >= breaksAt) {
        throw new IngestException(ErrorCode.CORRUPT, "broken");
      }
      if (at == bytes.length) {
        return -1;
      }
      int length = Math.min(Math.min(capacity, 1 + random.nextInt(mostBytes)), bytes.length - at);
      RawMemory.copy(bytes, at, target, length);
      at += length;
      return length;
    }

    @Override
    public void close() {}
  }

  @Test
  void showsEveryByteWhateverTheSlicesAndStrides() {
    byte[] content = new byte[20_000];
    new Random(SEED).nextBytes(content);
    for (int mostBytes : new int[] {1, 2, 100, 100_000}) {
      for (int stride : new int[] {1, 63, 999, 1000}) {
        try (BufferAllocator allocator = new RootAllocator();
            Window window =
                new Window(
                    new Slices(content, mostBytes, Integer.MAX_VALUE), allocator, 1000, 1000)) {
          long from = window.start();
          for (int expected = 0; expected < content.length; ) {
            assertTrue(window.slide(from));
            assertEquals('\n', RawMemory.getByte(window.limit()));
            assertTrue(window.limit() - window.start() == 1000 || window.ended());
            from = Math.min(window.start() + stride, window.limit());
            for (long address = window.start(); address < from; address++, expected++) {
              assertEquals(expected, window.offsetOf(address));
              assertEquals(content[expected], RawMemory.getByte(address));
            }
          }
        }
      }
    }
  }

  @Test
  void growsToItsLimitAndNotBeyond() {
    try (BufferAllocator allocator = new RootAllocator();
        Window window =
            new Window(new Slices(new byte[10_000], 7, Integer.MAX_VALUE), allocator, 1000, 3500)) {
      for (int size : new int[] {1000, 2000, 3500}) {
        assertTrue(window.slide(window.start()));
        assertEquals(size, window.limit() - window.start());
      }
      assertFalse(window.slide(window.start()));
      assertEquals(3500, window.limit() - window.start());
    }
  }

  @Test
  void withoutMemoryToGrowItStaysAsItIs() {
    try (BufferAllocator allocator = new RootAllocator(6 << 10);
        Window window =
            new Window(new Slices(new byte[10_000], 7, Integer.MAX_VALUE), allocator, 3000, 9000)) {
      assertTrue(window.slide(window.start()));
      assertFalse(window.slide(window.start()));
      assertEquals(3000, window.limit() - window.start());
    }
  }

  @Test
  void aBrokenStreamShowsWhatCameBefore() {
    try (BufferAllocator allocator = new RootAllocator();
        Window window = new Window(new Slices(new byte[500], 1, 300), allocator, 1000, 1000)) {
      assertTrue(window.slide(window.start()));
      assertEquals(300, window.limit() - window.start());
      assertTrue(window.ended());
      IngestException failure = assertInstanceOf(IngestException.class, window.failure());
      assertEquals(ErrorCode.CORRUPT, failure.code());
    }
  }
}
