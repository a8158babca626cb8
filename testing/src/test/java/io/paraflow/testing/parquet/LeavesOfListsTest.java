package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaf columns below one list have to agree where lists end. */
class LeavesOfListsTest {
  private static final long MEMORY_BYTES = 16 << 20;

  @Test
  void leavesThatAgreeAreRead() throws IOException {
    assertEquals(
        List.of("[{\"a\":0,\"b\":0},{\"a\":1,\"b\":1},{\"a\":2,\"b\":2}]", "[{\"a\":3,\"b\":3}]"),
        rows(0b0110, 0b0110, 8192));
  }

  /** As many lists and values, but not the same ones; read at once and row by row. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void leavesThatDisagreeAreRefused(int batchRows) throws IOException {
    for (int other : new int[] {0b1100, 0b1010}) {
      IngestException e = assertThrows(IngestException.class, () -> rows(0b0110, other, batchRows));
      assertEquals(ErrorCode.CORRUPT, e.code());
      assertTrue(e.getMessage().contains("leaf columns disagree"), e.getMessage());
    }
  }

  /** Rows of a list of structs of {@code a} and {@code b}, each with four repetition levels. */
  private static List<String> rows(int repetitionsOfA, int repetitionsOfB, int batchRows)
      throws IOException {
    CraftedFile file = new CraftedFile(1);
    file.group("rows", FieldRepetitionType.REQUIRED, 1).setConverted_type(ConvertedType.LIST);
    file.group("list", FieldRepetitionType.REPEATED, 1);
    file.group("element", FieldRepetitionType.REQUIRED, 2);
    for (String leaf : List.of("a", "b")) {
      file.leaf(leaf, FieldRepetitionType.REQUIRED);
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      page.writeBytes(CraftedFile.littleEndian(2));
      page.write(3);
      page.write(leaf.equals("a") ? repetitionsOfA : repetitionsOfB);
      page.writeBytes(CraftedFile.littleEndian(2));
      page.write(8);
      page.write(1);
      for (int value = 0; value < 4; value++) {
        page.writeBytes(CraftedFile.littleEndian(value));
      }
      file.chunk(4, page.toByteArray());
    }
    return ParquetUnderTest.rows(
        ParquetUnderTest.FORMAT,
        new MemoryFile(file.end(2)),
        ReadSpec.all(batchRows, 1 << 20),
        MEMORY_BYTES);
  }
}
