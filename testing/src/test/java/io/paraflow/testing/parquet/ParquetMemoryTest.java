package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.parquet.ParquetFormatProvider;
import io.paraflow.reader.parquet.ParquetOptions;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wide tables and bombs stay within a thread's memory. */
class ParquetMemoryTest {
  private static final long MEMORY_BYTES = 48L << 20;

  @TempDir private Path folder;

  @Test
  void aTableOfAThousandColumns() throws IOException {
    int rows = 5000;
    String columns =
        IntStream.range(0, 1000)
            .mapToObj(
                c ->
                    c % 2 == 0
                        ? "(i * %d %% 997)::int as c%d".formatted(c + 1, c)
                        : "'text ' || (i * %d %% 97) as c%d".formatted(c, c))
            .collect(Collectors.joining(", "));
    Path path = folder.resolve("wide.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          "copy (select %s from range(%d) t(i)) to %s (format parquet, row_group_size 4096)"
              .formatted(columns, rows, DuckDb.quoted(path)));
    }
    int row = 0;
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        BatchReader reader = open(path, ReadSpec.all(1000, 2 << 20), allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          for (int c = 0; c < 1000; c += 37) {
            for (int i = 0; i < each.rowCount(); i++) {
              if (c % 2 == 0) {
                IntVector vector = (IntVector) each.root().getVector(c);
                assertEquals((row + i) * (c + 1) % 997, vector.get(i));
              } else {
                VarCharVector vector = (VarCharVector) each.root().getVector(c);
                assertEquals("text " + (row + i) * c % 97, String.valueOf(vector.getObject(i)));
              }
            }
          }
          row += each.rowCount();
        }
      }
    }
    assertEquals(rows, row);
  }

  @Test
  void aDictionaryEntryOfAMegabyteThatIsUsedTenThousandTimes() throws IOException {
    int rows = 10_000;
    int entryBytes = 1 << 20;
    int maxBytes = 4 << 20;
    Path path = folder.resolve("bomb.parquet");
    writeBomb(path, rows, "x".repeat(entryBytes));
    assertTrue(Files.size(path) < 4L * entryBytes, Files.size(path) + " bytes");
    int row = 0;
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        BatchReader reader = open(path, ReadSpec.all(100_000, maxBytes), allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          assertTrue(each.rowCount() <= 4, each.rowCount() + " rows");
          VarCharVector vector = (VarCharVector) each.root().getVector(0);
          for (int i = 0; i < each.rowCount(); i++) {
            assertEquals(entryBytes, vector.getValueLength(i));
            assertEquals('x', vector.getDataBuffer().getByte((i + 1L) * entryBytes - 1));
          }
          row += each.rowCount();
        }
      }
    }
    assertEquals(rows, row);
  }

  private static void writeBomb(Path path, int rows, String text) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType("message bomb { required binary text (STRING); }");
    SimpleGroup row = new SimpleGroup(schema);
    row.add("text", text);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withDictionaryPageSize(4 << 20)
            .withPageSize(1 << 30)
            .withRowGroupSize(1L << 40)
            .build()) {
      for (int i = 0; i < rows; i++) {
        writer.write(row);
      }
    }
  }

  private static BatchReader open(Path path, ReadSpec spec, BufferAllocator allocator)
      throws IOException {
    return new ParquetFormatProvider()
        .create(new ParquetOptions(16))
        .open(
            new MemoryFile(Files.readAllBytes(path)),
            spec,
            allocator,
            error -> {
              throw new AssertionError(error.toString());
            });
  }
}
