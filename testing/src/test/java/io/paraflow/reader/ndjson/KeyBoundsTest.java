package io.paraflow.reader.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** In memory that ends where a window's does: behind a line feed and the slack. */
class KeyBoundsTest {
  private static final int LONGEST = 4 * RawMemory.SLACK_BYTES;

  @Test
  void aKeyOfAnyLengthIsComparedWithinTheSlackBehindALineThatEndsInIt() {
    String text = "key.".repeat(LONGEST / 4);
    try (BufferAllocator allocator = GuardedMemory.allocator(1 << 20);
        ArrowBuf buffer = allocator.buffer(LONGEST + 1 + RawMemory.SLACK_BYTES)) {
      for (int length = 0; length <= LONGEST; length++) {
        Key key = new Key(text.substring(0, length));
        for (int present = 0; present <= length; present++) {
          long address = GuardedMemory.last(buffer, present + 1 + RawMemory.SLACK_BYTES);
          buffer.setBytes(address - buffer.memoryAddress(), text.getBytes(UTF_8), 0, present);
          RawMemory.fill(address + present, 1 + RawMemory.SLACK_BYTES, (byte) '\n');
          assertFalse(key.matches(address), length + " bytes, of which the line has " + present);
        }
      }
    }
  }
}
