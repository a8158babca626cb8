package io.paraflow.testing.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.ndjson.NdjsonOptions;
import io.paraflow.testing.fixtures.ArrowValues;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the writer writes, the parser reads as the same vectors. */
class NdjsonRoundTripTest {
  private static final int ROWS = 120;
  private static final int SEEDS = 20;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void vectorsOfAnySchemaReadBackEqual(long seed) throws IOException {
    Random random = new Random(seed);
    List<Field> fields = RandomVectors.fields(random, 1 + random.nextInt(8), 3);
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot written = RandomVectors.root(fields, ROWS, random, allocator)) {
      byte[] content = RandomVectors.lines(written, allocator);
      for (int sampleBytes : new int[] {1, 7, 64, 1 << 18}) {
        int rows = 1 + random.nextInt(ROWS);
        String message = "seed " + seed + ", window of " + sampleBytes + ", batches of " + rows;
        assertReads(
            fields, written, new MemoryFile(content, Latency.LOCAL), sampleBytes, rows, message);
      }
      if (seed % 5 == 0) {
        MemoryFile bytewise = new MemoryFile(oneByteMembers(content), Latency.REMOTE);
        assertReads(fields, written, bytewise, 64, ROWS, "seed " + seed + ", bytes one by one");
      }
    }
  }

  private static void assertReads(
      List<Field> fields,
      VectorSchemaRoot written,
      MemoryFile file,
      int sampleBytes,
      int batchRows,
      String message) {
    NdjsonOptions options =
        NdjsonReading.options(
            sampleBytes,
            Map.of(
                "--ndjson-schema", List.of(new Schema(fields).toJson()),
                "--ndjson-unknown-fields", List.of("error")));
    int rows = 0;
    try (BufferAllocator allocator = new RootAllocator(48 << 20);
        BatchReader reader =
            new NdjsonFormatProvider()
                .create(options)
                .open(
                    file,
                    ReadSpec.all(batchRows, 1 << 20),
                    allocator,
                    error -> {
                      throw new AssertionError(message + ": " + error.message());
                    })) {
      while (rows < ROWS) {
        try (Batch batch = reader.next()) {
          assertNotNull(batch, message + ", before row " + rows);
          assertEquals(fields, batch.root().getSchema().getFields(), message);
          for (int row = 0; row < batch.rowCount(); row++) {
            assertEquals(text(written, rows), text(batch.root(), row), message + ", row " + rows);
            rows++;
          }
        }
      }
      assertNull(reader.next(), message);
    }
  }

  private static List<String> text(VectorSchemaRoot root, int row) {
    return root.getFieldVectors().stream().map(vector -> ArrowValues.text(vector, row)).toList();
  }

  /** Bytes as so many gzip members, of which each is read by itself. */
  private static byte[] oneByteMembers(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte b : content) {
      try (GZIPOutputStream member = new GZIPOutputStream(file)) {
        member.write(b);
      }
    }
    return file.toByteArray();
  }
}
