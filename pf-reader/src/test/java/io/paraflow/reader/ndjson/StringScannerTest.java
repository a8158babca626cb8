package io.paraflow.reader.ndjson;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StringScannerTest {
  private static final long SEED = 20261121;

  static List<StringScanner> scanners() {
    return List.of(new VectorStringScanner(), new WordStringScanner());
  }

  @Test
  void theVectorTwinIsChosenWhereItsModuleIsPresent() {
    assertEquals(VectorStringScanner.class, StringScanner.BEST.getClass());
  }

  @ParameterizedTest
  @MethodSource("scanners")
  void everySpecialByteIsFoundBehindEveryLength(StringScanner scanner) {
    Random random = new Random(SEED);
    try (RootAllocator allocator = new RootAllocator();
        ArrowBuf source = allocator.buffer(512);
        ArrowBuf target = allocator.buffer(512)) {
      for (int length = 0; length <= 100; length++) {
        for (int special = 0; special < 256; special++) {
          if (!isSpecial((byte) special)) {
            continue;
          }
          int offset = random.nextInt(16);
          byte[] bytes = plain(random, 300);
          bytes[offset + length] = (byte) special;
          source.setBytes(0, bytes);
          for (int i = length + 1; i < length + 40; i++) {
            if (random.nextInt(4) == 0) {
              source.setByte(offset + i, random.nextInt(256));
            }
          }
          long start = source.memoryAddress() + offset;
          String message = "seed " + SEED + ", length " + length + ", special " + special;
          assertEquals(start + length, scanner.find(start), message);
          int copied = scanner.copy(start, target.memoryAddress(), length + 64);
          assertEquals(length, copied, message);
          byte[] copy = new byte[length];
          target.getBytes(0, copy);
          assertArrayEquals(Arrays.copyOfRange(bytes, offset, offset + length), copy, message);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scanners")
  void nothingBeyondTheTargetIsWritten(StringScanner scanner) {
    Random random = new Random(SEED);
    try (RootAllocator allocator = new RootAllocator();
        ArrowBuf source = allocator.buffer(512);
        ArrowBuf target = allocator.buffer(512)) {
      byte[] bytes = plain(random, 400);
      source.setBytes(0, bytes);
      for (int capacity = 0; capacity <= 200; capacity++) {
        RawMemory.fill(target.memoryAddress(), 512, (byte) 1);
        int copied = scanner.copy(source.memoryAddress(), target.memoryAddress(), capacity);
        assertTrue(copied > 0 || capacity < 64, "capacity " + capacity);
        byte[] after = new byte[512];
        target.getBytes(0, after);
        assertArrayEquals(
            Arrays.copyOf(bytes, copied), Arrays.copyOf(after, copied), "capacity " + capacity);
        for (int i = capacity; i < 512; i++) {
          assertEquals(1, after[i], "capacity " + capacity);
        }
      }
    }
  }

  private static byte[] plain(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      do {
        bytes[i] = (byte) (' ' + random.nextInt(96));
      } while (isSpecial(bytes[i]));
    }
    return bytes;
  }

  private static boolean isSpecial(byte b) {
    return b < ' ' || b == '"' || b == '\\';
  }
}
