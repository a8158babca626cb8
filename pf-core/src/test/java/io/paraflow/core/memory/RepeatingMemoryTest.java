package io.paraflow.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void whatIsWrittenAppearsABlockFurtherAndIsCountedOnce() throws IOException {
    try (RootAllocator allocator = new RootAllocator()) {
      try (RepeatingMemory memory = memory(allocator, RANGE_BYTES, BLOCK_BYTES)) {
        assertTrue(memory.blockBytes() >= BLOCK_BYTES && memory.blockBytes() < 2 * BLOCK_BYTES);
        assertEquals(memory.blockBytes(), allocator.getAllocatedMemory());
        for (int round = 0; round < 2; round++) {
          for (long at = 0; at + Long.BYTES <= RANGE_BYTES; at += 4096) {
            assertTrue(memory.extendTo(at + Long.BYTES));
            RawMemory.putLong(memory.address() + at, at + round);
            if (at >= memory.blockBytes()) {
              assertEquals(
                  at + round, RawMemory.getLong(memory.address() + at - memory.blockBytes()));
            }
          }
          assertTrue(mappedBytes() <= 2 * memory.blockBytes());
          assertTrue(memory.restart());
          assertEquals(0, mappedBytes());
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
      assertTrue(memory.extendTo(1000));
      RawMemory.putLong(memory.address() + 992, 7);
      assertEquals(7, RawMemory.getLong(memory.address() + 992));
    }
  }

  /** A hostile length costs addresses, which are given back, and no memory. */
  @Test
  void rangesOfAnyLengthTakeTheBlockAlone() {
    try (RootAllocator allocator = new RootAllocator()) {
      for (int i = 0; i < 100; i++) {
        try (RepeatingMemory memory = memory(allocator, 1L << 40, BLOCK_BYTES)) {
          assertTrue(memory.extendTo(1));
          assertEquals(memory.blockBytes(), allocator.getAllocatedMemory());
        }
      }
    }
  }

  @Test
  void rangesThatAreClosedLeaveNoMappings() throws IOException {
    try (RootAllocator allocator = new RootAllocator()) {
      for (int i = 0; i < 10; i++) {
        try (RepeatingMemory memory = memory(allocator, RANGE_BYTES, BLOCK_BYTES)) {
          assertTrue(memory.extendTo(RANGE_BYTES));
          assertTrue(mappedBytes() > 0);
        }
      }
    }
    assertEquals(0, mappedBytes());
  }

  /** What the system has mapped of files in memory. */
  private static long mappedBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains("memfd:paraflow"))
        .map(line -> line.substring(0, line.indexOf(' ')).split("-", 2))
        .mapToLong(ends -> Long.parseLong(ends[1], 16) - Long.parseLong(ends[0], 16))
        .sum();
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
