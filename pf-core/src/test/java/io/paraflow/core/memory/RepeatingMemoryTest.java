package io.paraflow.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class RepeatingMemoryTest {
  private static final long RANGE_BYTES = 10_000_000;
  private static final long BLOCK_BYTES = 300_000;
  private static final Path SMAPS = Path.of("/proc/self/smaps");

  @Test
  void whatIsWrittenAppearsInEachRepetitionAndIsCountedOnce() {
    try (RootAllocator allocator = new RootAllocator()) {
      try (RepeatingMemory memory = memory(allocator, RANGE_BYTES, BLOCK_BYTES)) {
        assertTrue(memory.blockBytes() >= BLOCK_BYTES && memory.blockBytes() < 2 * BLOCK_BYTES);
        assertEquals(memory.blockBytes(), allocator.getAllocatedMemory());
        for (int round = 0; round < 2; round++) {
          for (long at = 0; at + Long.BYTES <= RANGE_BYTES; at += 4096) {
            memory.prepare(at + Long.BYTES);
            RawMemory.putLong(memory.address() + at, at + round);
            for (long same = at % memory.blockBytes(); same < at; same += memory.blockBytes()) {
              assertEquals(at + round, RawMemory.getLong(memory.address() + same));
            }
          }
          memory.restart();
        }
      }
      assertEquals(0, allocator.getAllocatedMemory());
    }
  }

  @Test
  void aRangeNoLongerThanABlockIsOrdinaryMemory() {
    try (RootAllocator allocator = new RootAllocator();
        RepeatingMemory memory = memory(allocator, 1000, BLOCK_BYTES)) {
      assertTrue(memory.blockBytes() < BLOCK_BYTES);
      memory.prepare(1000);
      RawMemory.putLong(memory.address() + 992, 7);
      assertEquals(7, RawMemory.getLong(memory.address() + 992));
    }
  }

  /** Whatever a library does to the buffer that it was given, it does to the block. */
  @Test
  void allOfTheRangeCanBeReadAndWrittenAtAnyTime() {
    try (RootAllocator allocator = new RootAllocator();
        RepeatingMemory memory = memory(allocator, RANGE_BYTES, BLOCK_BYTES)) {
      RawMemory.putLong(memory.address() + memory.rangeBytes() - Long.BYTES, 3);
      memory.prepare(RANGE_BYTES);
      RawMemory.putLong(memory.address(), 5);
      assertEquals(5, RawMemory.getLong(memory.address()));
      assertEquals(5, RawMemory.getLong(memory.address() + memory.blockBytes()));
      assertEquals(3, RawMemory.getLong(memory.address() + memory.rangeBytes() - Long.BYTES));
    }
  }

  @Test
  void writingARangeFromStartToEndUsesTwoBlocks() throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        RepeatingMemory memory = memory(allocator, RANGE_BYTES, BLOCK_BYTES)) {
      for (long at = 0; at < RANGE_BYTES; at += 1000) {
        memory.prepare(Math.min(RANGE_BYTES, at + 1000));
        RawMemory.putByte(memory.address() + at, (byte) 1);
      }
      assertTrue(residentBytes() <= 2 * memory.blockBytes(), residentBytes() + " bytes");
      memory.restart();
      assertEquals(0, residentBytes());
    }
  }

  @Test
  void rangesThatAreClosedLeaveNoMappings() throws IOException {
    try (RootAllocator allocator = new RootAllocator()) {
      for (int i = 0; i < 10; i++) {
        memory(allocator, RANGE_BYTES, BLOCK_BYTES).close();
      }
    }
    assertEquals(
        0, Files.readAllLines(SMAPS).stream().filter(RepeatingMemoryTest::isMapping).count());
  }

  /** A file of many columns with long pages must not take the mappings that the process needs. */
  @Test
  void rangesThatRepeatTooOftenAreRefused() throws IOException {
    long bytes = BLOCK_BYTES * RepeatingMemory.MOST_MAPPINGS / 5;
    try (RootAllocator allocator = new RootAllocator()) {
      List<RepeatingMemory> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(memory(allocator, bytes, BLOCK_BYTES));
      }
      long allocated = allocator.getAllocatedMemory();
      assertNull(RepeatingMemory.of(allocator, 2 * bytes, BLOCK_BYTES));
      assertNull(RepeatingMemory.of(allocator, 10 * bytes, BLOCK_BYTES));
      assertEquals(allocated, allocator.getAllocatedMemory());
      all.forEach(RepeatingMemory::close);
      memory(allocator, 2 * bytes, BLOCK_BYTES).close();
    }
  }

  private static boolean isMapping(String line) {
    return line.contains("memfd:paraflow");
  }

  /** What the system counts of all ranges as the process's. */
  private static long residentBytes() throws IOException {
    long kilobytes = 0;
    boolean inRange = false;
    for (String line : Files.readAllLines(SMAPS)) {
      if (line.startsWith("Rss:") && inRange) {
        kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
      } else if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        inRange = isMapping(line);
      }
    }
    return kilobytes << 10;
  }

  @Test
  void aBlockThatTheAllocatorCannotGiveIsAShortage() {
    try (RootAllocator allocator = new RootAllocator(BLOCK_BYTES - 1)) {
      assertThrows(
          MemoryShortage.class, () -> RepeatingMemory.of(allocator, RANGE_BYTES, BLOCK_BYTES));
      assertEquals(0, allocator.getAllocatedMemory());
    }
  }

  private static RepeatingMemory memory(BufferAllocator allocator, long bytes, long blockBytes) {
    @Nullable RepeatingMemory memory = RepeatingMemory.of(allocator, bytes, blockBytes);
    assertNotNull(memory, "Linux has memfd_create and mmap");
    return memory;
  }
}
