package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;

/** Lengths that no writer gives: none may become another one that can be. */
class DeltaLengthsTest {
  private static final long SEED = 20_261_130;
  private static final long MEMORY_BYTES = 8 << 20;
  private static final int DATA_BYTES = 100;
  private static final long BEYOND_INT = 1L << 31;
  private static final long[][] IMPOSSIBLE = {
    {BEYOND_INT, 5, Integer.MAX_VALUE},
    {(1L << 32) + 3, 1},
    {5, (1L << 32) + 3},
    {-1, 4},
    {Integer.MIN_VALUE, 4},
    {4, -1},
    {4, 3, BEYOND_INT, 2},
    {Long.MIN_VALUE, 4},
    {Long.MAX_VALUE, Long.MIN_VALUE},
  };

  @Test
  void lengthsThatAreNoneAreRefused() {
    for (long[] lengths : IMPOSSIBLE) {
      refused(Encoding.DELTA_LENGTH_BYTE_ARRAY, lengths.length, deltas(lengths));
    }
  }

  @Test
  void prefixesAndSuffixesThatAreNoneAreRefused() {
    for (long[] lengths : IMPOSSIBLE) {
      byte[] impossible = deltas(lengths);
      byte[] empty = deltas(new long[lengths.length]);
      refused(Encoding.DELTA_BYTE_ARRAY, lengths.length, impossible, empty);
      refused(Encoding.DELTA_BYTE_ARRAY, lengths.length, empty, impossible);
    }
  }

  /** Each of them can be a length, but there are not as many bytes. */
  @Test
  void lengthsBeyondThePageAreRefused() {
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      long[] lengths = new long[1 + random.nextInt(40)];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = random.nextInt(1 << random.nextInt(31));
      }
      lengths[random.nextInt(lengths.length)] = random.nextLong(DATA_BYTES + 1, BEYOND_INT);
      byte[] large = deltas(lengths);
      byte[] empty = deltas(new long[lengths.length]);
      refused(Encoding.DELTA_LENGTH_BYTE_ARRAY, lengths.length, large);
      refused(Encoding.DELTA_BYTE_ARRAY, lengths.length, large, empty);
      refused(Encoding.DELTA_BYTE_ARRAY, lengths.length, empty, large);
    }
  }

  private static byte[] deltas(long[] lengths) {
    return PackedBits.deltas(lengths, 128, 4, true);
  }

  private static void refused(Encoding encoding, int count, byte[]... lengths) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] each : lengths) {
      content.writeBytes(each);
    }
    content.writeBytes(new byte[DATA_BYTES]);
    for (boolean skipped : new boolean[] {false, true}) {
      try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
          LeafColumn column = new LeafColumn(Type.BYTE_ARRAY, false, allocator);
          MemoryPage page = MemoryPage.whole(content.toByteArray(), allocator);
          ValueDecoder decoder = column.decoder(encoding, page.window())) {
        IngestException e =
            assertThrows(
                IngestException.class,
                () -> {
                  decoder.begin(page.window(), count);
                  if (skipped) {
                    decoder.skip(count);
                  } else {
                    column.reserve(count);
                    decoder.decode(count, Long.MAX_VALUE);
                  }
                });
        assertEquals(ErrorCode.CORRUPT, e.code());
      }
    }
  }
}
