package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.ndjson.NdjsonOptions;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the writer writes, the parser infers columns for, and the writer writes as the same values
 * again: of random schemas, one after the other under the same names, so that every type meets
 * every other.
 */
class InferredRoundTripTest {
  private static final int SEEDS = 24;
  private static final int SCHEMAS = 3;
  private static final int ROWS_PER_SCHEMA = 40;
  private static final List<String> POLICIES = List.of("string", "decimal");

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void valuesReadBackEqualByTheRulesOfInference(long seed) throws IOException {
    Random random = new Random(seed);
    try (BufferAllocator allocator = new RootAllocator()) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (int i = 0; i < SCHEMAS; i++) {
        try (VectorSchemaRoot root =
            RandomVectors.root(
                RandomVectors.fields(random, 4, 2), ROWS_PER_SCHEMA, random, allocator)) {
          content.write(RandomVectors.lines(root, allocator));
        }
      }
      List<JsonNode> expected = parse(content.toByteArray());
      for (String policy : POLICIES) {
        int sampleBytes = 1 << (2 + random.nextInt(14));
        int batchRows = 1 + random.nextInt(100);
        Map<String, List<String>> flags =
            Map.of(
                "--ndjson-inexact-numbers", List.of(policy),
                "--ndjson-infer-timestamps", List.of(String.valueOf(policy.equals("decimal"))),
                "--ndjson-max-fields", List.of("100000"));
        List<JsonNode> found =
            read(content.toByteArray(), NdjsonReading.options(sampleBytes, flags), batchRows);
        String message =
            "seed %d, %s, window of %d, batches of %d"
                .formatted(seed, policy, sampleBytes, batchRows);
        assertEquals(expected.size(), found.size(), message);
        for (int row = 0; row < found.size(); row++) {
          JsonRules.assertSame(found.get(row), expected.get(row), message + ", row " + row);
        }
      }
    }
  }

  private static List<JsonNode> read(byte[] content, NdjsonOptions options, int batchRows)
      throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (BufferAllocator allocator = new RootAllocator(48 << 20);
        BatchReader reader =
            new NdjsonFormatProvider()
                .create(options)
                .open(
                    new MemoryFile(content, Latency.LOCAL),
                    ReadSpec.all(batchRows, 1 << 20),
                    allocator,
                    error -> {
                      throw new AssertionError(error.message());
                    })) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch owned = batch) {
          lines.write(RandomVectors.lines(owned.root(), allocator));
        }
      }
    }
    return parse(lines.toByteArray());
  }

  private static List<JsonNode> parse(byte[] lines) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : new String(lines, UTF_8).lines().toList()) {
      rows.add(JsonRules.parse(line.getBytes(UTF_8)));
    }
    return rows;
  }
}
