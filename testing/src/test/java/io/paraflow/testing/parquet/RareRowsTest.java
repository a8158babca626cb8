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
import org.junit.jupiter.api.Test;

/** A few bytes can stand for so many rows that looking for a wanted one takes long. */
class RareRowsTest {
  private static final int NULLS = 10_000_000;
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

  @Test
  void theEndIsFoundWhereNoRowIsWanted() throws IOException {
    for (Read batch : read("number = 8", NULLS, 1)) {
      assertEquals(0, batch.rows());
    }
  }

  /**
   * Reads one page.
   *
   * @param runs how many nulls and how many values of 7 there are, in turn
   */
  private static List<Read> read(String filter, int... runs) throws IOException {
    ReadSpec spec = new ReadSpec(1000, 1 << 20, List.of(), RowFilter.parse(List.of(filter)));
    List<Read> batches = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator(16 << 20)) {
      try (BatchReader reader =
          ParquetUnderTest.FORMAT.open(new MemoryFile(file(runs)), spec, allocator, _ -> {})) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          try (Batch each = batch) {
            List<Long> ordinals = new ArrayList<>();
            List<Integer> values = new ArrayList<>();
            for (int row = 0; row < each.rowCount(); row++) {
              ordinals.add(each.ordinals().of(row));
              values.add(((IntVector) each.root().getVector(0)).getObject(row));
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
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    for (int i = 0; i < runs.length; i++) {
      if (runs[i] > 0) {
        writeRun(runs[i], i % 2, levels);
      }
      rows += runs[i];
      for (int value = 0; i % 2 == 1 && value < runs[i]; value++) {
        values.writeBytes(CraftedFile.littleEndian(7));
      }
    }
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    page.writeBytes(CraftedFile.littleEndian(levels.size()));
    page.writeBytes(levels.toByteArray());
    page.writeBytes(values.toByteArray());
    CraftedFile file = new CraftedFile(1);
    file.leaf("number", FieldRepetitionType.OPTIONAL);
    file.chunk(rows, page.toByteArray());
    return file.end(rows);
  }

  private static void writeRun(int length, int level, ByteArrayOutputStream target) {
    int header = length << 1;
    for (; header > 0x7f; header >>>= 7) {
      target.write(header | 0x80);
    }
    target.write(header);
    target.write(level);
  }
}
