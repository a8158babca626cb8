package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.InputFile;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Random lines, read in every way, against Jackson. */
class NdjsonDifferentialTest {
  @Test
  void everyValueEqualsJacksonsHoweverTheFileIsRead() throws IOException {
    for (long seed = 1; seed <= 6; seed++) {
      RandomLines lines = new RandomLines(new Random(seed), seed % 3 == 0);
      Expected expected = new Expected();
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      for (int i = 0; i < 1500; i++) {
        byte[] line = lines.next().getBytes(UTF_8);
        expected.add(line, plain.size());
        plain.write(line);
        plain.write('\n');
      }
      int[] samples = {4096, 5000 + (int) seed, 1 << 18};
      int[] batches = {1, 13, 100_000};
      for (int way = 0; way < 3; way++) {
        for (InputFile.Latency latency : InputFile.Latency.values()) {
          byte[] file =
              switch ((way + (int) seed) % 3) {
                case 0 -> plain.toByteArray();
                case 1 -> gzip(plain.toByteArray(), new Random(seed));
                default -> Zstd.compress(plain.toByteArray());
              };
          NdjsonReading reading =
              NdjsonReading.of(
                  new MemoryFile(file, latency),
                  NdjsonReading.options(samples[way]),
                  batches[(int) ((way + seed) % 3)]);
          expected.compare(reading, "seed " + seed + " way " + way);
        }
      }
    }
  }

  /** What Jackson makes of the lines, by their offsets. */
  private static final class Expected {
    private final Map<Long, JsonNode> good = new TreeMap<>();
    private final List<Long> bad = new ArrayList<>();

    void add(byte[] line, long offset) throws IOException {
      try {
        JsonNode node = JsonRules.parse(line);
        if (!node.isMissingNode()) {
          good.put(offset, node);
        }
      } catch (JsonProcessingException e) {
        bad.add(offset);
      }
    }

    void compare(NdjsonReading reading, String message) {
      assertNull(reading.failure(), message);
      assertEquals(bad, reading.errors.stream().map(RecordError::ordinal).toList(), message);
      assertEquals(List.copyOf(good.keySet()), reading.ordinals, message);
      int row = 0;
      for (JsonNode node : good.values()) {
        JsonNode found = reading.rows.get(row);
        JsonRules.assertSame(
            node.isObject() ? found : found.path("value"), node, message + " row " + row);
        row++;
      }
    }
  }

  private static byte[] gzip(byte[] content, Random random) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; ) {
      int length = Math.min(content.length - at, 1 + random.nextInt(20_000));
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(content, at, length);
      }
      at += length;
    }
    return bytes.toByteArray();
  }
}
