package io.paraflow.reader.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;

/** Bytes of a fuzzer's choice as a deflated stream, which zlib judges too. */
class InflaterFuzzTest {
  private static final long MEMORY_BYTES = 1 << 20;

  /** The first two bytes are how many of the others are in memory at a time, and the room. */
  @FuzzTest
  void inflate(byte[] piecesAndStream) {
    if (piecesAndStream.length < 3) {
      return;
    }
    int pieces = 1 + (piecesAndStream[0] & 0xff);
    int room = 1 + (piecesAndStream[1] & 0xff) * (piecesAndStream[1] & 0xff);
    byte[] stream = Arrays.copyOfRange(piecesAndStream, 2, piecesAndStream.length);
    Inflated expected = Inflated.byZlib(stream);
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        TableInflater inflater = new TableInflater(allocator)) {
      Inflated actual = Inflated.by(inflater, stream, pieces, room, allocator);
      assertEquals(expected.finished(), actual.finished());
      if (actual.failed()) {
        assertTrue(isDamaged(stream));
      } else if (expected.failed()) {
        // A code that no symbol has is noticed once there are as many bits as the longest has.
        assertEquals(0, actual.left());
      } else {
        assertArrayEquals(expected.content(), actual.content());
        assertEquals(expected.left(), actual.left());
      }
    }
  }

  /** Whether zlib refuses the stream, if not at once then whatever follows. */
  private static boolean isDamaged(byte[] stream) {
    byte[] longer = Arrays.copyOf(stream, stream.length + 1000);
    boolean beforeZeros = Inflated.byZlib(longer).failed();
    Arrays.fill(longer, stream.length, longer.length, (byte) 0xff);
    return beforeZeros && Inflated.byZlib(longer).failed();
  }
}
