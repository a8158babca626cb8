package io.paraflow.testing.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.ArrowValues;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import io.paraflow.testing.fixtures.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Columns of given types against DuckDB's, from the same lines. Decimals are not among them, as it
 * reads those by way of doubles.
 */
class TypedColumnsDifferentialTest {
  private static final long SEED = 8128;
  private static final int ROWS = 3000;
  private static final List<String> NAMES =
      List.of("i8", "u16", "i32", "u32", "f", "d", "day", "t", "instant", "local");
  private static final String OURS =
      "i8:int8,u16:uint16,i32:int32,u32:uint32,f:float,d:double,day:date,"
          + "t:time(us),instant:timestamp(us),local:timestamp(us,local)";
  private static final String DUCKDB =
      "{i8: 'TINYINT', u16: 'USMALLINT', i32: 'INTEGER', u32: 'UINTEGER', f: 'FLOAT',"
          + " d: 'DOUBLE', day: 'DATE', t: 'TIME', instant: 'TIMESTAMPTZ',"
          + " local: 'TIMESTAMP'}";

  @Test
  void everyValueIsTheOneThatDuckDbReads(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("typed.ndjson"), lines(new Random(SEED)));
    List<String> ours = new ArrayList<>();
    List<String> theirs = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        DuckDb duckdb = new DuckDb();
        BatchReader reader =
            Plugins.format("ndjson", Map.of("--ndjson-schema", List.of(OURS)))
                .open(
                    new MemoryFile(Files.readAllBytes(file)),
                    ReadSpec.all(500, 1 << 20),
                    allocator,
                    error -> {
                      throw new AssertionError(error.message());
                    })) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch owned = batch) {
          addRows(owned.root(), ours);
        }
      }
      duckdb.export(
          "from read_json(%s, format='newline_delimited', columns=%s)"
              .formatted(DuckDb.quoted(file), DUCKDB),
          allocator,
          root -> addRows(root, theirs));
    }
    assertEquals(ROWS, ours.size());
    for (int row = 0; row < ROWS; row++) {
      assertEquals(theirs.get(row), ours.get(row), "seed " + SEED + ", row " + row);
    }
  }

  private static void addRows(VectorSchemaRoot root, List<String> rows) {
    for (int row = 0; row < root.getRowCount(); row++) {
      StringBuilder text = new StringBuilder();
      for (String name : NAMES) {
        text.append(ArrowValues.text(root.getVector(name), row)).append(' ');
      }
      rows.add(text.toString());
    }
  }

  private static String lines(Random random) {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      Instant at =
          Instant.ofEpochSecond(
              random.nextLong(8_000_000_000L) - 2_000_000_000L, random.nextInt(1_000_000) * 1000L);
      ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(100) - 50) * 900);
      LocalDateTime local = LocalDateTime.ofInstant(at, offset);
      String[] values = {
        String.valueOf((byte) random.nextInt()),
        String.valueOf(random.nextInt(1 << 16)),
        String.valueOf(random.nextInt()),
        String.valueOf(Integer.toUnsignedLong(random.nextInt())),
        String.valueOf(random.nextFloat() * 1000),
        String.valueOf(random.nextGaussian()),
        "\"" + LocalDate.ofEpochDay(random.nextInt(200_000) - 100_000) + "\"",
        "\"" + LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000) + "\"",
        "\"" + OffsetDateTime.of(local, offset) + "\"",
        "\"" + local + "\""
      };
      for (int i = 0; i < values.length; i++) {
        boolean isNull = random.nextInt(8) == 0;
        lines.append(i == 0 ? "{\"" : ",\"").append(NAMES.get(i)).append("\":");
        lines.append(isNull ? "null" : values[i]);
      }
      lines.append("}\n");
    }
    return lines.toString();
  }
}
