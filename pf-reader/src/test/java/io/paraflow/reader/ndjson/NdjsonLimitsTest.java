package io.paraflow.reader.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.ReadSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NdjsonLimitsTest {
  static List<StringScanner> scanners() {
    return List.of(new VectorStringScanner(), new WordStringScanner());
  }

  @ParameterizedTest
  @MethodSource("scanners")
  void aRecordThatDoesNotFitTheMemoryIsRefusedAlone(StringScanner scanner) {
    String huge = "{\"a\":\"" + "x".repeat(1_500_000) + "\",\"b\":[" + "1,".repeat(200_000) + "1]}";
    String text = "{\"a\":\"1\"}\n".repeat(100) + huge + "\n" + "{\"a\":\"2\"}\n".repeat(100);
    for (long memory : new long[] {1 << 20, 3 << 20, 5 << 20, 6 << 20, 8 << 20}) {
      Reading reading =
          Reading.of(
              text.getBytes(UTF_8), Options.defaults(), ReadSpec.all(64, 1 << 20), scanner, memory);
      assertNull(reading.failure);
      assertEquals(1, reading.errors.size(), "memory " + memory);
      ErrorCode code = reading.errors.getFirst().code();
      assertTrue(
          code == ErrorCode.LIMIT_EXCEEDED || code == ErrorCode.RECORD_TOO_LARGE, code.name());
      assertEquals(1000, reading.errors.getFirst().ordinal());
      assertEquals(200, reading.rows.size(), "memory " + memory);
    }
    Reading roomy =
        Reading.of(
            text.getBytes(UTF_8), Options.defaults(), ReadSpec.all(64, 1 << 20), scanner, 32 << 20);
    assertEquals(201, roomy.rows.size());
  }

  @Test
  void batchesStayWithinTheMemoryHoweverManyRowsAreAskedFor() {
    String text = "{\"a\":\"0123456789012345678901234567890123456789\",\"b\":1}\n".repeat(100_000);
    Reading reading =
        Reading.of(
            text.getBytes(UTF_8),
            Options.defaults(),
            ReadSpec.all(Integer.MAX_VALUE, Long.MAX_VALUE),
            StringScanner.BEST,
            2 << 20);
    assertNull(reading.failure);
    assertEquals(List.of(), reading.errors);
    assertEquals(100_000, reading.rows.size());
  }

  @Test
  void deepNestingNeedsNoDeepStackAndIsKeptAsText() throws InterruptedException {
    int depth = 50_000;
    String arrays = "[".repeat(depth) + "]".repeat(depth);
    String objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    String text =
        String.join("\n", arrays, objects, "[".repeat(1_000_000), "{\"b\":" + arrays + "}");
    AtomicReference<Reading> result = new AtomicReference<>();
    Runnable read =
        () ->
            result.set(
                Reading.of(
                    text.getBytes(UTF_8),
                    Options.limits(1 << 20, depth, 2000),
                    ReadSpec.all(10, 1 << 20)));
    Thread thread = new Thread(null, read, "reader", 256 << 10);
    thread.start();
    thread.join();
    Reading reading = result.get();
    assertEquals(2, reading.rows.size());
    assertEquals(
        List.of(ErrorCode.LIMIT_EXCEEDED, ErrorCode.LIMIT_EXCEEDED),
        reading.errors.stream().map(RecordError::code).toList());
    String inner = arrays.substring(64, arrays.length() - 64);
    assertEquals(
        "[".repeat(64) + '"' + inner + '"' + "]".repeat(64), reading.rows.getFirst().get("value"));
  }

  @Test
  void namesOfFieldsMayHaveSoManyBytesTogether() {
    int most = RecordColumns.MOST_NAME_BYTES;
    String allButOne = "a".repeat(most - 1);
    String refused = "b".repeat(2);
    String last = "c";
    Reading reading =
        Reading.of(
            "{\"%s\":1}\n{\"%s\":2}\n{\"%s\":3}\n{\"%s\":4}\n"
                .formatted("x".repeat(most + 1), allButOne, refused, last));

    assertEquals(List.of(Map.of(allButOne, "2"), Map.of(last, "4")), reading.rows);
    assertEquals(
        List.of(ErrorCode.LIMIT_EXCEEDED, ErrorCode.LIMIT_EXCEEDED),
        reading.errors.stream().map(RecordError::code).toList());
    assertTrue(
        reading.errors.getLast().message().contains(String.valueOf(most)),
        reading.errors.getLast().message());
  }

  @Test
  void aLongNameThatTheSchemaDoesNotHaveIsShownInPart() {
    NdjsonOptions strict = Options.strictSchema("a: int64");

    Reading reading = Reading.of("{\"" + "x".repeat(1 << 20) + "\":1}", strict);

    String message = reading.errors.getFirst().message();
    assertTrue(message.length() < 1000 && message.contains("xxx..."), message);
  }

  @Test
  void aRecordWithTooManyFieldsLeavesNoFieldBehind() {
    StringBuilder wide = new StringBuilder("{\"a\":1");
    for (int i = 0; i < 100_000; i++) {
      wide.append(",\"field").append(i).append("\":{\"x\":").append(i).append('}');
    }
    String text = "{\"a\":1}\n" + wide + "}\n{\"a\":2,\"b\":{\"c\":true}}\n" + wide + "}\n";
    Reading reading = Reading.of(text);
    assertEquals("[{a=1}, {a=2, b={\"c\":true}}]", reading.rows.toString());
    assertEquals(List.of("a:bigint,b:struct<c:bit> x2"), reading.batches);
    assertEquals(
        List.of(ErrorCode.LIMIT_EXCEEDED, ErrorCode.LIMIT_EXCEEDED),
        reading.errors.stream().map(RecordError::code).toList());
  }

  @Test
  void keysOfAllShapesAreFound() {
    StringBuilder text = new StringBuilder();
    for (int round = 0; round < 3; round++) {
      for (int length = 0; length < 40; length++) {
        // Keys of equal beginnings, in an order that is new to every line.
        text.append('{');
        for (int i = 0; i < 10; i++) {
          int variant = (i * 3 + length + round) % 10;
          text.append(i == 0 ? "" : ",").append("\"").append("k".repeat(length)).append(variant);
          text.append("\":").append(100 * length + variant);
        }
        text.append("}\n");
      }
    }
    Reading reading = Reading.of(text.toString());
    reading.good();
    for (int row = 0; row < 120; row++) {
      int length = row % 40;
      for (int variant = 0; variant < 10; variant++) {
        String value = reading.rows.get(row).get("k".repeat(length) + variant);
        assertEquals(String.valueOf(100 * length + variant), value);
      }
      assertEquals(10, reading.rows.get(row).size());
    }
  }
}
