package io.paraflow.reader.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class KeyTest {
  private static final long SEED = 20261121;
  private static final int LONGEST = 70;

  @Test
  void aNameMatchesItselfAndNoNameThatDiffersInOneByteOrInLength() {
    Random random = new Random(SEED);
    try (RootAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(LONGEST + 2L * RawMemory.SLACK_BYTES)) {
      for (int length = 0; length <= LONGEST; length++) {
        byte[] name = name(random, length);
        Key key = new Key(name);
        long address = place(buffer, name, random);
        String message = "seed " + SEED + ", length " + length;
        assertTrue(key.matches(address), message);
        assertEquals(key.hash(SEED), Key.hash(address, length, SEED), message);
        for (int i = 0; i <= length; i++) {
          byte before = RawMemory.getByte(address + i);
          RawMemory.putByte(address + i, (byte) (before ^ 1));
          assertFalse(key.matches(address), message + ", another byte at " + i);
          if (i < length) {
            assertNotEquals(
                key.hash(SEED), Key.hash(address, length, SEED), message + ", byte " + i);
          }
          RawMemory.putByte(address + i, before);
        }
      }
    }
  }

  @Test
  void theSeedDecidesTheHash() {
    Set<Long> hashes = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      hashes.add(new Key("timestamp").hash(seed));
    }
    assertEquals(100, hashes.size());
  }

  @Test
  void aNameThatHasToBeEscapedIsNotPlain() {
    assertTrue(new Key("a.b é").plain);
    assertFalse(new Key("a\"b").plain);
    assertFalse(new Key("a\\b").plain);
    assertFalse(new Key("a\nb").plain);
  }

  private static byte[] name(Random random, int length) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      name.append((char) ('a' + random.nextInt(26)));
    }
    return name.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Stores a name and its closing quote between random bytes; returns where it begins. */
  private static long place(ArrowBuf buffer, byte[] name, Random random) {
    byte[] noise = new byte[(int) buffer.capacity()];
    random.nextBytes(noise);
    buffer.setBytes(0, noise);
    int offset = random.nextInt(16);
    buffer.setBytes(offset, name);
    buffer.setByte(offset + name.length, '"');
    return buffer.memoryAddress() + offset;
  }
}
