package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.testing.fixtures.GuardedMemory;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;

class DeltaBytesTest {
  private static final long SEED = 20_261_130;
  private static final int LONG_BYTES = 1 << 20;
  private static final int VALUES = 200_000;

  /** To copy all of them, 400 GB, would take minutes. */
  @Test
  void skippedValuesWithLongPrefixes() {
    byte[] first = new byte[LONG_BYTES];
    new Random(SEED).nextBytes(first);
    long[] prefixes = new long[VALUES];
    Arrays.fill(prefixes, 1, VALUES, LONG_BYTES);
    prefixes[VALUES - 2] = 7;
    prefixes[VALUES - 1] = 8;
    long[] suffixes = new long[VALUES];
    suffixes[0] = LONG_BYTES;
    suffixes[VALUES - 2] = 2;
    suffixes[VALUES - 1] = 1;
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(PackedBits.deltas(prefixes, 1024, 4, true));
    content.writeBytes(PackedBits.deltas(suffixes, 1024, 4, true));
    content.writeBytes(first);
    content.writeBytes(new byte[] {1, 2, 3});
    byte[] expected = Arrays.copyOf(first, 9);
    expected[7] = 1;
    expected[8] = 3;
    try (BufferAllocator allocator = GuardedMemory.allocator(64 << 20);
        LeafColumn column = new LeafColumn(Type.BYTE_ARRAY, false, allocator);
        MemoryPage page = MemoryPage.whole(content.toByteArray(), allocator);
        ValueDecoder decoder = column.decoder(Encoding.DELTA_BYTE_ARRAY, page.window())) {
      decoder.begin(page.window(), VALUES);
      for (int left = VALUES - 1; left > 0; left -= ColumnReader.MINI_BATCH) {
        decoder.skip(Math.min(ColumnReader.MINI_BATCH, left));
      }
      column.reserve(1);
      assertEquals(1, decoder.decode(1, Long.MAX_VALUE));
      column.commit(1);
      assertArrayEquals(expected, column.values(1));
      assertEquals(0, page.window().remaining());
    }
  }
}
