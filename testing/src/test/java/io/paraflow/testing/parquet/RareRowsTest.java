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

  private record Read(int rows, List<Long> ordinals, List<Integer> values) {}

  @Test
  void rowsOfNoInterestEndInBatchesWithoutRows() throws IOException {
    List<Read> batches = read("number = 7");
    assertTrue(batches.size() > 2, batches.toString());
    for (Read batch : batches.subList(0, batches.size() - 1)) {
      assertEquals(0, batch.rows());
    }
    assertEquals(new Read(1, List.of((long) NULLS), List.of(7)), batches.getLast());
  }

  @Test
  void theEndIsFoundWhereNoRowIsWanted() throws IOException {
    for (Read batch : read("number = 8")) {
      assertEquals(0, batch.rows());
    }
  }

  private static List<Read> read(String filter) throws IOException {
    ReadSpec spec = new ReadSpec(1000, 1 << 20, List.of(), RowFilter.parse(List.of(filter)));
    List<Read> batches = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator(16 << 20)) {
      try (BatchReader reader =
          ParquetUnderTest.FORMAT.open(new MemoryFile(nullsAndSeven()), spec, allocator, _ -> {})) {
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

  /** One page of many nulls, and a value at its end. */
  private static byte[] nullsAndSeven() throws IOException {
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    writeRun(NULLS, 0, levels);
    writeRun(1, 1, levels);
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    page.writeBytes(CraftedFile.littleEndian(levels.size()));
    page.writeBytes(levels.toByteArray());
    page.writeBytes(CraftedFile.littleEndian(7));
    CraftedFile file = new CraftedFile(1);
    file.leaf("number", FieldRepetitionType.OPTIONAL);
    file.chunk(NULLS + 1, page.toByteArray());
    return file.end(NULLS + 1);
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
