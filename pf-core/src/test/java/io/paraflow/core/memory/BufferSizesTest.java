package io.paraflow.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferSizesTest {
  private final BufferSizes sizes = new BufferSizes();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "3, 4",
    "4096, 4096",
    "4097, 8192",
    "65536, 65536",
    "65537, 73728",
    "1048576, 1048576",
    "1048577, 1179648",
    "2359296, 2359296",
    "2359297, 2621440",
    "4294967297, 4831838208"
  })
  void sizesAreRoundedUpToFewOfThem(long bytes, long rounded) {
    assertEquals(rounded, sizes.getRoundedSize(bytes));
  }

  @Test
  void whatIsRoundedStaysAsItIsAndLargeBuffersGrowByAnEighthAtMost() {
    for (long bytes = 1; bytes < 1L << 40; bytes += 1 + bytes / 7) {
      long rounded = sizes.getRoundedSize(bytes);
      assertTrue(rounded >= bytes, bytes + " bytes");
      assertEquals(rounded, sizes.getRoundedSize(rounded));
      assertTrue(bytes <= 1 << 16 || rounded - bytes < bytes / 8.0 + 1, bytes + " bytes");
    }
  }

  @Test
  void anAllocatorGivesBuffersOfTheseSizes() {
    try (BufferAllocator allocator = BufferSizes.newAllocator(Long.MAX_VALUE);
        BufferAllocator child = allocator.newChildAllocator("child", 0, 1 << 20);
        ArrowBuf buffer = child.buffer(100_000)) {
      assertEquals(106_496, buffer.capacity());
      assertEquals(106_496, allocator.getAllocatedMemory());
    }
  }
}
