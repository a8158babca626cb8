package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.fixtures.Corpora;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every sequence of the suite as a string and as a key, at every distance to a word's end. */
class Utf8SuiteTest {
  /**
   * Bytes, whether they are UTF-8, whether they have nothing that JSON wants escaped, and what they
   * are with U+FFFD for what is not UTF-8.
   */
  private record Case(
      String name,
      boolean valid,
      boolean plain,
      @SuppressWarnings("ArrayRecordComponent") byte[] bytes,
      String replaced) {}

  @Test
  void acceptsValidSequencesAndRefusesTheirRecordOtherwise() throws IOException {
    List<Case> cases = cases();
    assertTrue(cases.size() > 200, "only " + cases.size() + " cases");
    for (Case each : cases) {
      for (int before = 0; before <= 9; before++) {
        assertFate(each, "x".repeat(before) + "é", "\"a\":\"", "\"");
        assertReplaced(each, "x".repeat(before) + "é", "\"a\":\"", "\"");
      }
      assertFate(each, "key", "\"", "\":1");
      assertReplaced(each, "key", "\"", "\":1");
    }
  }

  private static void assertReplaced(Case each, String prefix, String open, String close) {
    Map<String, List<String>> flags = Map.of("--ndjson-invalid-utf8", List.of("replace"));
    NdjsonReading reading =
        NdjsonReading.of(
            new MemoryFile(content(each, prefix, open, close)),
            NdjsonReading.options(4096, flags),
            1000);
    assertEquals(each.plain ? 0 : 1, reading.errors.size(), each.name);
    if (each.plain) {
      assertRow(each, prefix, reading);
    }
  }

  private static void assertFate(Case each, String prefix, String open, String close) {
    NdjsonReading reading = NdjsonReading.of(content(each, prefix, open, close));
    assertEquals(each.valid ? 3 : 2, reading.rows.size(), each.name);
    assertEquals(each.valid ? 0 : 1, reading.errors.size(), each.name);
    if (each.valid) {
      assertRow(each, prefix, reading);
    }
  }

  private static byte[] content(Case each, String prefix, String open, String close) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("{\"ok\":1}\n{".getBytes(UTF_8));
    content.writeBytes((open + prefix).getBytes(UTF_8));
    content.writeBytes(each.bytes);
    content.writeBytes((close + "}\n{\"ok\":2}\n").getBytes(UTF_8));
    return content.toByteArray();
  }

  /** The second row's key or string is what the suite says. */
  private static void assertRow(Case each, String prefix, NdjsonReading reading) {
    String expected = prefix + each.replaced;
    assertEquals(3, reading.rows.size(), each.name);
    assertTrue(
        reading.rows.get(1).has(expected)
            || expected.equals(reading.rows.get(1).path("a").asText()),
        each.name);
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line :
        Files.readAllLines(Corpora.folder("utf8tests").resolve("utf8tests.txt"), UTF_8)) {
      String[] parts = line.strip().split(":", -1);
      if (line.startsWith("#") || parts.length < 3) {
        continue;
      }
      byte[] bytes = parts[1].endsWith("hex") ? bytes(parts[2]) : parts[2].getBytes(UTF_8);
      boolean needsEscape = false;
      for (byte b : bytes) {
        needsEscape |= (b >= 0 && b < ' ') || b == '"' || b == '\\';
      }
      boolean valid = parts[1].strip().startsWith("valid");
      if (!valid || !needsEscape) {
        byte[] replaced = valid ? bytes : bytes(parts[4]);
        cases.add(new Case(parts[0], valid, !needsEscape, bytes, new String(replaced, UTF_8)));
      }
    }
    return cases;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
