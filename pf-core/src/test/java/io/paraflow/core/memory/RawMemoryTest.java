package io.paraflow.core.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a buffer of Java's own; the build runs it for both ways to access memory. */
class RawMemoryTest {
  private static final long SEED = 20_261_121;
  private static final int BYTES = 300;

  private final byte[] content = new byte[BYTES];
  private final ByteBuffer reference = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  private final BufferAllocator allocator = new RootAllocator();
  private final ArrowBuf buffer = allocator.buffer(BYTES + RawMemory.SLACK_BYTES);
  private final long address = buffer.memoryAddress();

  @BeforeEach
  void fillMemory() {
    new Random(SEED).nextBytes(content);
    fillAgain();
  }

  @AfterEach
  void releaseMemory() {
    buffer.close();
    allocator.close();
  }

  @Test
  void readsValuesAtAnyAddress() {
    for (int i = 0; i <= BYTES - 8; i++) {
      assertEquals(reference.get(i), RawMemory.getByte(address + i));
      assertEquals(reference.getShort(i), RawMemory.getShort(address + i));
      assertEquals(reference.getInt(i), RawMemory.getInt(address + i));
      assertEquals(reference.getLong(i), RawMemory.getLong(address + i));
      assertEquals(reference.getFloat(i), RawMemory.getFloat(address + i));
      assertEquals(reference.getDouble(i), RawMemory.getDouble(address + i));
    }
  }

  @Test
  void writesValuesAtAnyAddress() {
    Random random = new Random(SEED + 1);
    for (int round = 0; round < 2000; round++) {
      int at = random.nextInt(BYTES - 7);
      long value = random.nextLong();
      switch (random.nextInt(4)) {
        case 0 -> {
          RawMemory.putByte(address + at, (byte) value);
          reference.put(at, (byte) value);
        }
        case 1 -> {
          RawMemory.putShort(address + at, (short) value);
          reference.putShort(at, (short) value);
        }
        case 2 -> {
          RawMemory.putInt(address + at, (int) value);
          reference.putInt(at, (int) value);
        }
        default -> {
          RawMemory.putLong(address + at, value);
          reference.putLong(at, value);
        }
      }
      assertMemory();
    }
  }

  @Test
  void copiesAndFillsRangesOfAnyLength() {
    Random random = new Random(SEED + 2);
    for (int bytes = 0; bytes <= 100; bytes++) {
      int from = random.nextInt(BYTES - bytes);
      int to = random.nextInt(BYTES - bytes);
      RawMemory.copy(address + from, address + to, bytes);
      System.arraycopy(content, from, content, to, bytes);
      assertMemory();

      int at = random.nextInt(BYTES - bytes);
      RawMemory.fill(address + at, bytes, (byte) bytes);
      Arrays.fill(content, at, at + bytes, (byte) bytes);
      assertMemory();

      byte[] array = new byte[bytes + 10];
      RawMemory.copy(address + at, array, 7, bytes);
      assertArrayEquals(
          Arrays.copyOfRange(content, at, at + bytes), Arrays.copyOfRange(array, 7, 7 + bytes));
    }
  }

  @Test
  void overrunsCopiesByFifteenBytesAtMost() {
    for (int bytes = 0; bytes <= 70; bytes++) {
      fillAgain();
      RawMemory.copyOverrun(address, address + 150, bytes);
      byte[] actual = new byte[BYTES];
      RawMemory.copy(address, actual, 0, BYTES);
      byte[] expected = content.clone();
      System.arraycopy(content, 0, expected, 150, bytes);
      System.arraycopy(actual, 150 + bytes, expected, 150 + bytes, 15);
      assertArrayEquals(expected, actual, bytes + " bytes");
    }
  }

  @Test
  void anAccessThatIsNotKnownIsRefused() {
    assertFalse(RawMemory.isForeign("unsafe"));
    assertTrue(RawMemory.isForeign("foreign"));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> RawMemory.isForeign("fast"));
    assertEquals(
        "system property pf.memory.access is fast, but must be unsafe or foreign",
        refused.getMessage());
  }

  private void fillAgain() {
    RawMemory.copy(content, 0, address, BYTES);
  }

  private void assertMemory() {
    byte[] actual = new byte[BYTES];
    RawMemory.copy(address, actual, 0, BYTES);
    assertArrayEquals(content, actual, "seed " + SEED);
  }
}
