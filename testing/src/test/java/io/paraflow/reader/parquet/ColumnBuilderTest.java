package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class ColumnBuilderTest {
  /** Structs without members take no memory, so that there can be very many here. */
  @Test
  void moreSlotsThanAVectorCanHaveAreRefusedByTheColumnsName() {
    try (RootAllocator allocator = new RootAllocator(1 << 20);
        StructBuilder builder = new StructBuilder(MemoryPage.PLACE, List.of(), false, allocator)) {
      int most = Integer.MAX_VALUE - 2 * ColumnReader.MINI_BATCH;
      builder.append(new long[0], most - ColumnReader.MINI_BATCH);
      builder.requireRoom(ColumnReader.MINI_BATCH, MemoryPage.PLACE);
      builder.append(new long[0], ColumnReader.MINI_BATCH);
      IngestException refused =
          assertThrows(IngestException.class, () -> builder.requireRoom(1, MemoryPage.PLACE));
      assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code());
      assertTrue(refused.getMessage().contains(MemoryPage.PLACE.column()), refused.getMessage());
    }
  }

  @Test
  void moreBytesThanAVectorCanHaveAreRefusedByTheColumnsName() {
    try (RootAllocator allocator = new RootAllocator(1 << 20);
        BytesBuilder builder = new BytesBuilder(MemoryPage.PLACE, false, allocator)) {
      builder.reserve(1);
      IngestException refused =
          assertThrows(IngestException.class, () -> builder.reserveData(Integer.MAX_VALUE));
      assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code());
      assertTrue(refused.getMessage().contains(MemoryPage.PLACE.column()), refused.getMessage());
    }
  }
}
