package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** Copies of every short offset and length, against copying one byte after the other. */
class MatchCopyTest {
  private static final long SEED = 20_261_121;
  private static final int MAX_OFFSET = 40;
  private static final int MAX_BYTES = 100;
  private static final int MAX_OVERRUN = 15;

  @Test
  void equalsCopyingByteByByte() {
    Random random = new Random(SEED);
    byte[] before = new byte[MAX_OFFSET + MAX_BYTES + RawMemory.SLACK_BYTES];
    random.nextBytes(before);
    try (BufferAllocator allocator = GuardedMemory.allocator(4096);
        ArrowBuf buffer = allocator.buffer(before.length)) {
      for (int offset = 1; offset <= MAX_OFFSET; offset++) {
        for (int bytes = 1; bytes <= MAX_BYTES; bytes++) {
          int end = MAX_OFFSET + bytes + MAX_OVERRUN;
          long start = GuardedMemory.last(buffer, end);
          RawMemory.copy(before, 0, start, end);
          MatchCopy.copy(start + MAX_OFFSET, offset, bytes);

          byte[] expected = before.clone();
          for (int i = MAX_OFFSET; i < MAX_OFFSET + bytes; i++) {
            expected[i] = expected[i - offset];
          }
          byte[] actual = before.clone();
          RawMemory.copy(start, actual, 0, MAX_OFFSET + bytes);
          String subject = "seed %d, offset %d, %d bytes".formatted(SEED, offset, bytes);
          assertArrayEquals(expected, actual, subject);
        }
      }
    }
  }
}
