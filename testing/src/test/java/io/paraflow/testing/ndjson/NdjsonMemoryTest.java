package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.ndjson.NdjsonOptions;
import io.paraflow.testing.fixtures.MemoryFile;
import io.paraflow.testing.fixtures.MemorySweep;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory runs out anywhere: while columns are inferred, parsed into, widened, or given away. */
class NdjsonMemoryTest {
  private static final int SAMPLE_BYTES = 1024;
  private static final int ROWS = 80;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void givenColumnsOfAnyType(long seed) {
    Random random = new Random(seed);
    List<Field> fields = RandomVectors.fields(random, 12, 3);
    byte[] lines;
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot rows = RandomVectors.root(fields, ROWS, random, allocator)) {
      lines = RandomVectors.lines(rows, allocator);
    }
    // Without one of the columns, whose values go to the rest.
    String schema = new Schema(fields.subList(1, fields.size())).toJson();
    sweep(lines, Map.of("--ndjson-schema", List.of(schema)));
  }

  @Test
  void inferredColumnsThatWidenAndLinesThatAreRepaired() {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      String number = row < 40 ? "1" : row < 65 ? "0.5" : "\"text\"";
      lines.append(
          "{\"number\":%s,\"list\":[{\"a\":%d}],\"text\":\"%s\",\"c%d\":true}\n"
              .formatted(number, row, row % 10 == 0 ? "\u00ff" : "word", row / 20));
    }
    sweep(
        lines.toString().getBytes(ISO_8859_1), Map.of("--ndjson-invalid-utf8", List.of("replace")));
  }

  private static void sweep(byte[] lines, Map<String, List<String>> flags) {
    NdjsonOptions options = NdjsonReading.options(SAMPLE_BYTES, flags);
    MemorySweep.check(
        new NdjsonFormatProvider().create(options),
        new MemoryFile(lines),
        ReadSpec.all(30, 1 << 20));
  }
}
