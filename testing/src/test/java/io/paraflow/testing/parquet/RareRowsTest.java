package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.Statistics;
import org.junit.jupiter.api.Test;

/** A few bytes can stand for so many rows that looking for a wanted one takes long. */
class RareRowsTest {
  private static final int NULLS = 30_000_000;
  private static final Read SEVEN_AT_THE_END = new Read(1, List.of((long) NULLS), List.of(7));

  private record Read(int rows, List<Long> ordinals, List<Integer> values) {}

  @Test
  void rowsOfNoInterestEndInBatchesWithoutRows() throws IOException {
    List<Read> batches = read("number = 7", NULLS, 1);
    assertTrue(batches.size() > 2, batches.toString());
    for (Read batch : batches.subList(0, batches.size() - 1)) {
      assertEquals(0, batch.rows());
    }
    assertEquals(SEVEN_AT_THE_END, batches.getLast());
  }

  @Test
  void aRowThatWasFoundDoesNotWaitForTheNextOne() throws IOException {
    List<Read> batches = read("number = 7", 0, 1, NULLS - 1, 1);
    assertTrue(batches.size() > 2, batches.toString());
    assertEquals(new Read(1, List.of(0L), List.of(7)), batches.getFirst());
    assertEquals(SEVEN_AT_THE_END, batches.getLast());
  }

  /** The other column has to pass over as many rows as the filter was asked about. */
  @Test
  void aRowThatWasFoundIsNotHeldBackWhileTheNextOneIsLookedFor() throws IOException {
    CraftedFile file = new CraftedFile(2);
    for (String name : List.of("other", "number")) {
      file.leaf(name, FieldRepetitionType.OPTIONAL);
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      page.writeBytes(CraftedFile.levels(3_000_000, 1, NULLS, 1));
      page.writeBytes(CraftedFile.plain(7, 7));
      file.chunk(3_000_000 + NULLS + 2, page.toByteArray());
    }
    List<Read> batches = read("number = 7", file.end(3_000_000 + NULLS + 2));
    assertTrue(batches.size() > 3, batches.toString());
    assertEquals(new Read(1, List.of(3_000_000L), List.of(7)), batches.getFirst());
    assertEquals(1, batches.getLast().rows());
  }

  @Test
  void theEndIsFoundWhereNoRowIsWanted() throws IOException {
    for (Read batch : read("number = 8", NULLS, 1)) {
      assertEquals(0, batch.rows());
    }
  }

  /** Row groups can be many and cost nothing but their metadata, as all have the same chunk. */
  @Test
  void rowGroupsOfNoInterestAreLookedAtOverSeveralCalls() throws IOException {
    CraftedFile file = new CraftedFile(1);
    file.leaf("number", FieldRepetitionType.OPTIONAL);
    file.chunk(1 << 20, CraftedFile.levels(1 << 20));
    List<Read> batches = read("number = 7", file.end(1 << 20, 20));
    assertTrue(batches.size() >= 2, batches.toString());

    CraftedFile withBounds = new CraftedFile(1);
    withBounds.leaf("number", FieldRepetitionType.REQUIRED);
    Statistics statistics = new Statistics();
    statistics.setMin_value(CraftedFile.plain(8));
    statistics.setMax_value(CraftedFile.plain(9));
    CraftedFile.metadata(withBounds.chunk(2, CraftedFile.plain(8, 9))).setStatistics(statistics);
    assertTrue(read("number = 7", withBounds.end(2, 100)).size() >= 2);
  }

  /** The list of a row that is passed over has as many elements as its pages say. */
  @Test
  void longListsOfRowsOfNoInterestArePassedOverInSeveralCalls() throws IOException {
    int elements = 1 << 26;
    int[] numbers = new int[16];
    numbers[15] = 7;
    CraftedFile file = new CraftedFile(2);
    file.leaf("number", FieldRepetitionType.REQUIRED);
    file.group("list", FieldRepetitionType.REPEATED, 1);
    file.leaf("element", FieldRepetitionType.OPTIONAL);
    file.chunk(numbers.length, CraftedFile.plain(numbers));
    int start = file.size();
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    page.writeBytes(CraftedFile.levels(1, elements - 1));
    page.writeBytes(CraftedFile.levels(0, elements));
    for (int row = 0; row < 15; row++) {
      file.page(elements, page.toByteArray());
    }
    page.reset();
    page.writeBytes(CraftedFile.levels(1));
    page.writeBytes(CraftedFile.levels(0, 1));
    file.page(1, page.toByteArray());
    file.chunk(15 * elements + 1, start, file.size() - start);
    List<Read> batches = read("number = 7", file.end(16));
    assertTrue(batches.size() > 2, batches.toString());
    assertEquals(new Read(1, List.of(15L), List.of(7)), batches.getLast());
  }

  /**
   * Reads one page.
   *
   * @param runs how many nulls and how many values of 7 there are, in turn
   */
  private static List<Read> read(String filter, int... runs) throws IOException {
    return read(filter, file(runs));
  }

  private static List<Read> read(String filter, byte[] file) {
    ReadSpec spec = new ReadSpec(1000, 1 << 20, List.of(), RowFilter.parse(List.of(filter)));
    List<Read> batches = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator(16 << 20)) {
      try (BatchReader reader =
          ParquetUnderTest.FORMAT.open(new MemoryFile(file), spec, allocator, _ -> {})) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          try (Batch each = batch) {
            List<Long> ordinals = new ArrayList<>();
            List<Integer> values = new ArrayList<>();
            for (int row = 0; row < each.rowCount(); row++) {
              ordinals.add(each.ordinals().of(row));
              values.add(((IntVector) each.root().getVector("number")).getObject(row));
            }
            batches.add(new Read(each.rowCount(), ordinals, values));
          }
        }
      }
      assertEquals(0, allocator.getAllocatedMemory());
    }
    return batches;
  }

  private static byte[] file(int... runs) throws IOException {
    int rows = 0;
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    page.writeBytes(CraftedFile.levels(runs));
    for (int i = 0; i < runs.length; i++) {
      rows += runs[i];
      for (int value = 0; i % 2 == 1 && value < runs[i]; value++) {
        page.writeBytes(CraftedFile.plain(7));
      }
    }
    CraftedFile file = new CraftedFile(1);
    file.leaf("number", FieldRepetitionType.OPTIONAL);
    file.chunk(rows, page.toByteArray());
    return file.end(rows);
  }
}
