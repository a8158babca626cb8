package io.paraflow.reader.ndjson;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.file.ReadSpec;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that are not UTF-8, replaced as Java's decoder replaces them. */
class InvalidUtf8Test {
  private static final long SEED = 65_533;

  private static Reading replacing(byte[] content, String... schema) {
    NdjsonOptions options =
        schema.length == 0
            ? Options.of("invalid-utf8", "replace")
            : Options.of("invalid-utf8", "replace", "schema", schema[0]);
    return Reading.of(content, options, ReadSpec.all(1000, 1 << 20));
  }

  @Test
  void anyBytesAreWhatJavaMakesOfThem() {
    Random random = new Random(SEED);
    byte[] parts = {
      'a',
      (byte) 0x80,
      (byte) 0xbf,
      (byte) 0xc2,
      (byte) 0xe0,
      (byte) 0xa0,
      (byte) 0xe2,
      (byte) 0x82,
      (byte) 0xac,
      (byte) 0xed,
      (byte) 0x9f,
      (byte) 0xf0,
      (byte) 0x90,
      (byte) 0xf4,
      (byte) 0x8f,
      (byte) 0xff,
      (byte) 0xc0
    };
    for (int i = 0; i < 2000; i++) {
      byte[] value = new byte[random.nextInt(40)];
      for (int k = 0; k < value.length; k++) {
        value[k] = parts[random.nextInt(parts.length)];
      }
      String raw = new String(value, ISO_8859_1);
      byte[] content =
          ("{\"k" + raw + "\":1,\"v\":\"" + raw + "\",\"j\":[\"" + raw + "\"],\"new\":0}\n")
              .getBytes(ISO_8859_1);
      String expected = replaced(value);
      String message = "seed " + SEED + ", " + java.util.HexFormat.of().formatHex(value);
      Reading inferred = replacing(content);
      assertEquals(
          "[{k" + expected + "=1, v=" + expected + ", j=[\"" + expected + "\"], new=0}]",
          inferred.good(),
          message);
      Reading given = replacing(content, "v:string,j:json");
      assertEquals(
          "[{v="
              + expected
              + ", j=[\""
              + expected
              + "\"], _rest={\"k"
              + expected
              + "\":1,\"new\":0}}]",
          given.good(),
          message);
    }
  }

  @Test
  void otherLinesAreAsTheyAre() {
    byte[] content =
        "{\"a\":1}\n{\"a\":2,\"b\":\"x\u00ff\"}\n{\"a\":\"\u00e9\"}\n{\"a\":4}"
            .getBytes(ISO_8859_1);
    Reading reading = replacing(content);
    assertEquals("[{a=1}, {a=2, b=x\ufffd}, {a=\ufffd}, {a=4}]", reading.good());
    assertEquals(List.of(0L, 8L, 25L, 35L), reading.ordinals);
  }

  @Test
  void aLineWhoseTypesAreNewIsRepairedToo() {
    byte[] content =
        ("{\"a\":1,\"b\":\"x\"}\n".repeat(500) + "{\"a\":0.5,\"b\":\"\u00ff\"}")
            .getBytes(ISO_8859_1);
    Reading reading = replacing(content);
    assertEquals(List.of(), reading.errors);
    assertEquals("{a=0.5, b=\ufffd}", reading.rows.getLast().toString());
  }

  @Test
  void whatIsMalformedAnywayIsReportedWhereItIs() {
    byte[] content =
        "{\"a\":\"\u00ff\u00ff\",\"b\":\u00ff}\n{\"a\":\"\u00ff\"".getBytes(ISO_8859_1);
    Reading reading = replacing(content);
    assertEquals(List.of(), reading.rows);
    assertEquals(2, reading.errors.size());
    assertEquals(ErrorCode.MALFORMED_RECORD, reading.errors.getFirst().code());
    String message = reading.errors.getFirst().message();
    assertTrue(message.contains("expected a value (at byte 14)"), message);
    assertEquals(17, reading.errors.getLast().ordinal());
  }

  @Test
  void aLineThatHasNoRoomForItsCopyIsRefusedAlone() {
    String bad = "{\"a\":\"" + "\u00ff".repeat(1 << 20) + "\"}";
    byte[] content = ("{\"a\":\"1\"}\n" + bad + "\n{\"a\":\"2\"}\n").getBytes(ISO_8859_1);
    for (int megabytes : new int[] {4, 6, 7, 9, 11}) {
      Reading reading =
          Reading.of(
              content,
              Options.of("invalid-utf8", "replace"),
              ReadSpec.all(1000, 1 << 20),
              StringScanner.BEST,
              (long) megabytes << 20);
      assertEquals("[{a=1}, {a=2}]", reading.rows.toString());
      assertEquals(1, reading.errors.size());
      ErrorCode code = reading.errors.getFirst().code();
      assertTrue(
          code == ErrorCode.LIMIT_EXCEEDED || code == ErrorCode.RECORD_TOO_LARGE, code.name());
    }
  }

  /**
   * What bytes become: as by Java's decoder, which however takes an encoded surrogate for one
   * subpart, where the standard sees as many as it has bytes.
   */
  private static String replaced(byte[] bytes) {
    byte[] standard = bytes.clone();
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xed && bytes[i + 1] >= (byte) 0xa0 && bytes[i + 1] < (byte) 0xc0) {
        standard[i] = (byte) 0xff;
      }
    }
    return new String(standard, UTF_8);
  }
}
