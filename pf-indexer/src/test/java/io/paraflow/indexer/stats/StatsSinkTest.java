package io.paraflow.indexer.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Sink;
import io.paraflow.core.memory.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatsSinkTest {
  private static final int ROWS = 100;

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void everythingIsReleased() {
    allocator.close();
  }

  @Test
  void rowsAndBytesAreCounted() {
    StatsSinkFactory totals = write(-1);
    assertEquals(ROWS, totals.rows());
    // 13 bytes of validity each, 8 for each number; 4 for each offset, one more, and the letters.
    assertEquals(13 + 800 + 13 + 404 + 300, totals.arrowBytes());
  }

  @Test
  void everyValueIsRead() {
    long sum = write(-1).sum();
    assertEquals(sum, write(-1).sum());
    for (int row = 0; row < ROWS; row++) {
      assertNotEquals(sum, write(row).sum(), "row " + row + " differs");
    }
  }

  @Test
  void theSumIsThatOfLittleEndianWords() {
    Random random = new Random(4);
    for (int length = 0; length < 100; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      try (ArrowBuf buffer = allocator.buffer(128)) {
        RawMemory.fill(buffer.memoryAddress(), 128, (byte) -1);
        buffer.setBytes(1, bytes);
        ByteBuffer words =
            ByteBuffer.wrap(Arrays.copyOf(bytes, 104)).order(ByteOrder.LITTLE_ENDIAN);
        long expected = 0;
        while (words.hasRemaining()) {
          expected += words.getLong();
        }
        assertEquals(expected, StatsSink.sum(buffer.memoryAddress() + 1, length));
      }
    }
  }

  /** One batch, with one letter changed in a row. */
  private StatsSinkFactory write(int changedRow) {
    BigIntVector numbers = new BigIntVector("n", allocator);
    VarCharVector texts = new VarCharVector("t", allocator);
    numbers.allocateNew(ROWS);
    texts.allocateNew();
    for (int row = 0; row < ROWS; row++) {
      numbers.set(row, row);
      texts.setSafe(row, new byte[] {'a', 'b', (byte) (row == changedRow ? 'x' : 'c')});
    }
    VectorSchemaRoot root = VectorSchemaRoot.of(numbers, texts);
    root.setRowCount(ROWS);
    try (StatsSinkFactory totals = new StatsSinkFactory()) {
      try (Sink sink = totals.open(allocator)) {
        Batch batch = new Batch(root, new Origin("file:///f", ""), Ordinals.from(0));
        sink.write(new Delivery(batch, outcome -> {}));
      }
      return totals;
    }
  }
}
