package io.paraflow.reader.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import io.paraflow.core.memory.RawMemory;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescedReadsTest {
  private static final long SEED = 20261121;

  private final BufferAllocator allocator = new RootAllocator(64 << 20);
  private final ExecutorService executor = Executors.newFixedThreadPool(4);

  @AfterEach
  void everythingIsReleased() {
    executor.close();
    assertEquals(0, allocator.getAllocatedMemory());
    allocator.close();
  }

  @Test
  void everyStreamGetsItsBytesAndNoByteIsAskedForTwice() {
    for (int run = 0; run < 60; run++) {
      Random random = new Random(SEED + run);
      TestFile file = new TestFile(random, 1 + random.nextInt(3_000_000));
      List<List<ByteRange>> ranges = randomRanges(random, file.content.length);
      long memory = 1L << (14 + random.nextInt(10));
      String message = "seed " + (SEED + run) + ", memory " + memory;
      try (CoalescedReads reads = new CoalescedReads(file, ranges, allocator, memory, executor)) {
        assertTrue(
            allocator.getAllocatedMemory() <= memory + ranges.size() * 8192L,
            message + ": allocated " + allocator.getAllocatedMemory());
        List<ByteArrayOutputStream> read = consume(reads, ranges.size(), random);
        for (int i = 0; i < ranges.size(); i++) {
          assertArrayEquals(file.bytes(ranges.get(i)), read.get(i).toByteArray(), message);
        }
      }
      long expected = ranges.stream().flatMap(List::stream).mapToLong(ByteRange::length).sum();
      assertEquals(expected, file.askedOnce(), message);
    }
  }

  @Test
  void rangesThatLieNextToEachOtherShareARequest() {
    TestFile file = new TestFile(new Random(SEED), 1_000_000);
    List<List<ByteRange>> ranges =
        List.of(range(500_000, 600_000), range(0, 100_000), range(100_000, 400_000));
    try (CoalescedReads reads = new CoalescedReads(file, ranges, allocator, 4 << 20, executor)) {
      assertTrue(reads.isHeld());
      consume(reads, 3, new Random(SEED));
    }
    assertEquals(
        List.of(new ByteRange(0, 400_000), new ByteRange(500_000, 600_000)), file.sortedRequests());
  }

  @Test
  void allRequestsAreUnderWayAtOnce() {
    TestFile file = new TestFile(new Random(SEED), 1_000_000);
    file.together = new CyclicBarrier(3);
    List<List<ByteRange>> ranges =
        List.of(range(0, 100_000), range(200_000, 300_000), range(400_000, 500_000));
    try (CoalescedReads reads = new CoalescedReads(file, ranges, allocator, 4 << 20, executor)) {
      assertTrue(reads.stream(2).advance(), "none of the three ends before all have begun");
    }
  }

  @Test
  void aRequestIsNeverLargerThanItsLimit() {
    TestFile file = new TestFile(new Random(SEED), 20 << 20);
    List<List<ByteRange>> ranges = List.of(range(0, 20 << 20));
    try (CoalescedReads reads = new CoalescedReads(file, ranges, allocator, 40 << 20, executor)) {
      consume(reads, 1, new Random(SEED));
    }
    assertEquals(3, file.requests.size());
    assertTrue(
        file.requests.stream().allMatch(r -> r.length() <= CoalescedReads.REQUEST_BYTES),
        file.requests.toString());
  }

  @Test
  void aStreamCanBeLeftForAnotherPosition() {
    for (long memory : new long[] {20_000, 200_000, 4 << 20}) {
      Random random = new Random(SEED);
      TestFile file = new TestFile(random, 1_000_000);
      List<List<ByteRange>> ranges =
          List.of(List.of(new ByteRange(1000, 400_000), new ByteRange(700_000, 999_000)));
      try (CoalescedReads reads = new CoalescedReads(file, ranges, allocator, memory, executor)) {
        Blocks blocks = reads.stream(0);
        for (int i = 0; i < 200; i++) {
          long position =
              random.nextBoolean()
                  ? random.nextInt(1000, 400_000)
                  : random.nextInt(700_000, 999_000);
          blocks.moveTo(position);
          assertEquals(position, blocks.position());
          assertEquals(0, blocks.length());
          for (int block = random.nextInt(3); block >= 0 && blocks.advance(); block--) {
            assertArrayEquals(
                file.bytes(range(blocks.position(), blocks.position() + blocks.length())),
                block(blocks));
          }
          assertTrue(allocator.getAllocatedMemory() <= Math.max(memory, 8192), "memory " + memory);
        }
        blocks.moveTo(999_000);
        assertFalse(blocks.advance());
      }
    }
  }

  @Test
  void aFailureSurfacesAtTheStreamThatNeedsTheBytes() {
    TestFile file = new TestFile(new Random(SEED), 1_000_000);
    file.failFrom = 500_000;
    List<List<ByteRange>> ranges = List.of(range(0, 100_000), range(450_000, 600_000));
    try (CoalescedReads reads = new CoalescedReads(file, ranges, allocator, 4 << 20, executor)) {
      assertTrue(reads.stream(0).advance());
      IngestException e = assertThrows(IngestException.class, () -> reads.stream(1).advance());
      assertEquals(ErrorCode.UNAVAILABLE, e.code());
    }
  }

  /** Streams in an order that has nothing to do with that of the file. */
  private static List<List<ByteRange>> randomRanges(Random random, int length) {
    int streams = 1 + random.nextInt(20);
    List<List<ByteRange>> ranges = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      ranges.add(new ArrayList<>());
    }
    int most = 1 + random.nextInt(random.nextBoolean() ? 500_000 : 5_000);
    int position = 0;
    while (position < length) {
      int end = (int) Math.min(length, position + 1L + random.nextInt(most));
      if (random.nextInt(4) > 0) {
        ranges.get(random.nextInt(streams)).add(new ByteRange(position, end));
      }
      position = end;
    }
    return ranges;
  }

  private static List<ByteArrayOutputStream> consume(
      CoalescedReads reads, int streams, Random random) {
    List<ByteArrayOutputStream> read = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      read.add(new ByteArrayOutputStream());
      open.add(i);
    }
    while (!open.isEmpty()) {
      Integer stream = open.get(random.nextInt(open.size()));
      Blocks blocks = reads.stream(stream);
      if (blocks.advance()) {
        read.get(stream).writeBytes(block(blocks));
      } else {
        assertFalse(blocks.advance(), "the end stays the end");
        open.removeIf(stream::equals);
      }
    }
    return read;
  }

  private static byte[] block(Blocks blocks) {
    byte[] block = new byte[blocks.length()];
    RawMemory.copy(blocks.address(), block, 0, block.length);
    return block;
  }

  private static List<ByteRange> range(long start, long end) {
    return List.of(new ByteRange(start, end));
  }

  private static final class TestFile implements InputFile {
    private final byte[] content;
    private final List<ByteRange> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile long failFrom = Long.MAX_VALUE;
    private volatile CyclicBarrier together = new CyclicBarrier(1);

    TestFile(Random random, int length) {
      content = new byte[length];
      random.nextBytes(content);
    }

    byte[] bytes(List<ByteRange> ranges) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (ByteRange range : ranges) {
        bytes.write(content, (int) range.start(), (int) range.length());
      }
      return bytes.toByteArray();
    }

    List<ByteRange> sortedRequests() {
      List<ByteRange> sorted = new ArrayList<>(requests);
      sorted.sort(Comparator.comparingLong(ByteRange::start));
      return sorted;
    }

    /** How many bytes were asked for; fails when one was asked for twice. */
    long askedOnce() {
      long end = 0;
      long bytes = 0;
      for (ByteRange request : sortedRequests()) {
        assertTrue(request.start() >= end, request + " begins before " + end);
        end = request.end();
        bytes += request.length();
      }
      return bytes;
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
      return Latency.REMOTE;
    }

    @Override
    public void readFully(long position, MemorySegment target) {
      requests.add(new ByteRange(position, position + target.byteSize()));
      try {
        together.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
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
