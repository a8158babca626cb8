package io.paraflow.reader.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import io.paraflow.core.memory.RawMemory;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockReaderTest {
  private final BufferAllocator allocator = new RootAllocator(32 << 20);

  @AfterEach
  void everythingIsReleased() {
    assertEquals(0, allocator.getAllocatedMemory());
    allocator.close();
  }

  @ParameterizedTest
  @EnumSource
  void deliversEveryByteOfTheRangeInOrder(InputFile.Latency latency) {
    byte[] content = random(3_000_001);
    for (long memory : new long[] {1, 5_000, 100_000, 1 << 20, 16 << 20}) {
      for (int[] range : new int[][] {{0, content.length}, {7, 2_999_999}, {5, 5}, {100, 101}}) {
        TestFile file = new TestFile(content, latency);
        try (BlockReader reader = new BlockReader(file, range[0], range[1], allocator, memory)) {
          ByteArrayOutputStream read = new ByteArrayOutputStream();
          while (reader.advance()) {
            assertEquals(range[0] + read.size(), reader.position());
            byte[] block = new byte[reader.length()];
            RawMemory.copy(reader.address(), block, 0, block.length);
            read.writeBytes(block);
            assertTrue(
                allocator.getAllocatedMemory() <= Math.max(memory * 2, 16 << 10),
                "allocated " + allocator.getAllocatedMemory() + " of " + memory);
          }
          assertFalse(reader.advance(), "the end stays the end");
          assertArrayEquals(Arrays.copyOfRange(content, range[0], range[1]), read.toByteArray());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingBehindTheLimitIsReadAndNothingThatWasPassedOver(InputFile.Latency latency) {
    byte[] content = random(9 << 20);
    TestFile file = new TestFile(content, latency);
    try (BlockReader reader = new BlockReader(file, 0, content.length, allocator, 4 << 20)) {
      for (int start = 0; start < content.length; start += 3_000_000) {
        int end = Math.min(content.length, start + 1_234_567);
        file.failFrom = end;
        reader.limit(end);
        reader.moveTo(start);
        int at = start;
        while (reader.advance()) {
          assertEquals(at, reader.position());
          byte[] block = new byte[reader.length()];
          RawMemory.copy(reader.address(), block, 0, block.length);
          assertArrayEquals(Arrays.copyOfRange(content, at, at + block.length), block);
          at += block.length;
        }
        assertEquals(end, at);
      }
    }
  }

  @Test
  void aFailureOfTheReadAheadSurfacesAtItsBlock() {
    TestFile file = new TestFile(random(12 << 20), InputFile.Latency.REMOTE);
    file.failFrom = 5 << 20;
    try (BlockReader reader = new BlockReader(file, 0, file.length(), allocator, 4 << 20)) {
      long good = 0;
      IngestException failure = null;
      while (failure == null) {
        try {
          assertTrue(reader.advance());
          good = reader.position() + reader.length();
        } catch (IngestException e) {
          failure = e;
        }
      }
      assertEquals(ErrorCode.UNAVAILABLE, failure.code());
      assertTrue(good <= file.failFrom && good > file.failFrom - reader.blockBytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureOfTheFirstReadLeaksNothing(InputFile.Latency latency) {
    TestFile file = new TestFile(random(12 << 20), latency);
    file.failFrom = 0;
    try (BlockReader reader = new BlockReader(file, 0, file.length(), allocator, 4 << 20)) {
      assertThrows(IngestException.class, reader::advance);
      assertEquals(0, reader.length());
    }
  }

  @Test
  void closingWaitsForReadsUnderWay() throws InterruptedException {
    TestFile file = new TestFile(random(12 << 20), InputFile.Latency.REMOTE);
    BlockReader reader = new BlockReader(file, 0, file.length(), allocator, 4 << 20);
    file.gate = new CountDownLatch(1);
    assertTrue(reader.advance(), "the first block is there, the second is being read");
    file.atGate.await();
    Thread closer = Thread.ofPlatform().start(reader::close);
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertTrue(allocator.getAllocatedMemory() > 0, "the buffer that is being filled stays");
    file.gate.countDown();
    closer.join();
  }

  @Test
  void readsStraightIntoTheCallersMemory() {
    byte[] content = random(1 << 20);
    TestFile file = new TestFile(content, InputFile.Latency.LOCAL);
    try (BlockReader reader = new BlockReader(file, 0, content.length, allocator, 1 << 20);
        var target = allocator.buffer(100_000)) {
      assertTrue(reader.advance());
      int first = reader.length();
      assertTrue(reader.readDirect(target.memoryAddress(), 100_000));
      byte[] direct = new byte[100_000];
      target.getBytes(0, direct);
      assertArrayEquals(Arrays.copyOfRange(content, first, first + 100_000), direct);
      assertTrue(reader.advance());
      assertEquals(first + 100_000, reader.position());
      assertEquals(content[first + 100_000], RawMemory.getByte(reader.address()));
    }
  }

  @Test
  void refusesARangeBeyondTheFile() {
    TestFile file = new TestFile(new byte[10], InputFile.Latency.LOCAL);
    assertThrows(
        IllegalArgumentException.class, () -> new BlockReader(file, 5, 11, allocator, 4096));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  private static final class TestFile implements InputFile {
    private final byte[] content;
    private final Latency latency;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final CountDownLatch atGate = new CountDownLatch(1);
    private volatile long failFrom = Long.MAX_VALUE;

    TestFile(byte[] content, Latency latency) {
      this.content = content;
      this.latency = latency;
    }

    @Override
    public Location location() {
      return Location.parse("memory://test/file");
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public long length() {
      return content.length;
    }

    @Override
    public Latency latency() {
      return latency;
    }

    @Override
    public void readFully(long position, MemorySegment target) {
      try {
        if (position > 0) {
          atGate.countDown();
          gate.await();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (position + target.byteSize() > failFrom) {
        throw new IngestException(ErrorCode.UNAVAILABLE, "no more");
      }
      MemorySegment.copy(MemorySegment.ofArray(content), position, target, 0, target.byteSize());
    }

    @Override
    public ReadCounts readCounts() {
      return ReadCounts.NONE;
    }

    @Override
    public void close() {}
  }
}
