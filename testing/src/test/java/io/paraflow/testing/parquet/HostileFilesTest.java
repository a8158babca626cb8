package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

/** Files that contradict themselves in ways that damage by chance does not come to. */
class HostileFilesTest {
  private static final long MEMORY_BYTES = 48L << 20;

  @Test
  void anIndexBeyondTheFileExcludesNothing() throws IOException {
    CraftedFile file = new CraftedFile(1);
    file.leaf("number", FieldRepetitionType.REQUIRED);
    ColumnChunk chunk = file.chunk(1, CraftedFile.plain(5));
    ByteArrayOutputStream locations = new ByteArrayOutputStream();
    long bytes = CraftedFile.metadata(chunk).getTotal_compressed_size();
    Util.writeOffsetIndex(new OffsetIndex(List.of(new PageLocation(4, (int) bytes, 0))), locations);
    chunk.setOffset_index_offset(file.size());
    chunk.setOffset_index_length(locations.size());
    file.bytes(locations.toByteArray());
    chunk.setColumn_index_offset(Long.MAX_VALUE - 3);
    chunk.setColumn_index_length(1_000_000);
    assertEquals(List.of("number=5 "), wanted(file.end(1), "number = 5"));
  }

  @Test
  void aColumnThatMustHaveValuesIsNotTakenToHaveNone() throws IOException {
    CraftedFile file = new CraftedFile(1);
    file.leaf("number", FieldRepetitionType.REQUIRED);
    Statistics statistics = new Statistics();
    statistics.setNull_count(3);
    CraftedFile.metadata(file.chunk(3, CraftedFile.plain(5, 5, 5))).setStatistics(statistics);
    assertEquals(3, wanted(file.end(3), "number = 5").size());
  }

  @Test
  void aPageWithoutTheHeaderOfItsKindIsRefusedWhereItIsPassedOver() throws IOException {
    int[] numbers = new int[100];
    numbers[99] = 1;
    CraftedFile file = new CraftedFile(2);
    file.leaf("number", FieldRepetitionType.REQUIRED);
    file.leaf("other", FieldRepetitionType.REQUIRED);
    file.chunk(100, CraftedFile.plain(numbers));
    int start = file.size();
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    Util.writePageHeader(new PageHeader(PageType.DATA_PAGE, 400, 400), header);
    file.bytes(header.toByteArray());
    file.bytes(new byte[400]);
    file.chunk(100, start, file.size() - start);
    assertRefused(file.end(100), "number = 1", "column other: page 0 has no header of its kind");
  }

  @Test
  void aPageThatGoesOnFarBehindItsLastValueIsRefused() throws IOException {
    for (int bytes : new int[] {1 << 20, 16 << 20}) {
      CraftedFile file = new CraftedFile(1);
      file.leaf("number", FieldRepetitionType.REQUIRED);
      file.chunk(1, Arrays.copyOf(CraftedFile.plain(5), bytes));
      assertRefused(file.end(1), "number = 5", "column number: a page of ");
    }
  }

  /** The name of the struct's child is that of a column, and so would be its path. */
  @Test
  void aStructWithoutANameDoesNotHideAColumn() throws IOException {
    CraftedFile file = new CraftedFile(2);
    file.leaf("number", FieldRepetitionType.REQUIRED);
    file.group("", FieldRepetitionType.OPTIONAL, 2);
    file.leaf("other", FieldRepetitionType.REQUIRED);
    file.leaf("number", FieldRepetitionType.REQUIRED);
    file.chunk(3, CraftedFile.plain(5, 6, 7));
    for (int i = 0; i < 2; i++) {
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      page.writeBytes(CraftedFile.levels(0, 3));
      page.writeBytes(CraftedFile.plain(1, 1, 1));
      file.chunk(3, page.toByteArray());
    }
    List<String> rows = wanted(file.end(3), "number >= 6");
    assertEquals(2, rows.size(), rows.toString());
    assertTrue(rows.getFirst().startsWith("number=6 "), rows.toString());
  }

  @Test
  void aMapWhoseKeysAreListsThatCanBeNullIsRefused() throws IOException {
    CraftedFile file = new CraftedFile(2);
    file.leaf("number", FieldRepetitionType.REQUIRED);
    file.group("map", FieldRepetitionType.OPTIONAL, 1).setConverted_type(ConvertedType.MAP);
    file.group("key_value", FieldRepetitionType.REPEATED, 2);
    file.group("key", FieldRepetitionType.OPTIONAL, 1).setConverted_type(ConvertedType.LIST);
    file.group("list", FieldRepetitionType.REPEATED, 1);
    file.leaf("element", FieldRepetitionType.REQUIRED);
    file.leaf("value", FieldRepetitionType.OPTIONAL);
    for (int i = 0; i < 3; i++) {
      file.chunk(1, CraftedFile.plain(5));
    }
    byte[] content = file.end(1);
    IngestException refused =
        assertThrows(IngestException.class, () -> wanted(content, "number = 5"));
    assertEquals(ErrorCode.UNSUPPORTED, refused.code());
    assertTrue(refused.getMessage().contains("column map.key_value.key: a map's key"));
  }

  private static void assertRefused(byte[] file, String filter, String message) {
    IngestException refused = assertThrows(IngestException.class, () -> wanted(file, filter));
    assertEquals(ErrorCode.CORRUPT, refused.code());
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }

  private static List<String> wanted(byte[] file, String filter) {
    List<String> rows = new ArrayList<>();
    ReadSpec spec = new ReadSpec(1000, 1 << 20, List.of(), RowFilter.parse(List.of(filter)));
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES)) {
      ParquetRows.readWanted(new MemoryFile(file), spec, allocator, rows::add);
    }
    return rows;
  }
}
