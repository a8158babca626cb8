package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.fixtures.Corpora;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every sequence of the suite as a string and as a key, at every distance to a word's end. */
class Utf8SuiteTest {
  private record Case(
      String name, boolean valid, @SuppressWarnings("ArrayRecordComponent") byte[] bytes) {}

  @Test
  void acceptsValidSequencesAndRefusesTheirRecordOtherwise() throws IOException {
    List<Case> cases = cases();
    assertTrue(cases.size() > 200, "only " + cases.size() + " cases");
    for (Case each : cases) {
      for (int before = 0; before <= 9; before++) {
        assertFate(each, "x".repeat(before) + "é", "\"a\":\"", "\"");
      }
      assertFate(each, "key", "\"", "\":1");
    }
  }

  private static void assertFate(Case each, String prefix, String open, String close) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("{\"ok\":1}\n{".getBytes(UTF_8));
    content.writeBytes((open + prefix).getBytes(UTF_8));
    content.writeBytes(each.bytes);
    content.writeBytes((close + "}\n{\"ok\":2}\n").getBytes(UTF_8));
    NdjsonReading reading = NdjsonReading.of(content.toByteArray());
    assertEquals(each.valid ? 3 : 2, reading.rows.size(), each.name);
    assertEquals(each.valid ? 0 : 1, reading.errors.size(), each.name);
    if (each.valid) {
      String expected = prefix + new String(each.bytes, UTF_8);
      assertTrue(
          reading.rows.get(1).has(expected)
              || expected.equals(reading.rows.get(1).path("a").asText()),
          each.name);
    }
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line :
        Files.readAllLines(Corpora.folder("utf8tests").resolve("utf8tests.txt"), UTF_8)) {
      String[] parts = line.strip().split(":", 4);
      if (line.startsWith("#") || parts.length < 3) {
        continue;
      }
      byte[] bytes =
          parts[1].endsWith("hex")
              ? HexFormat.of().parseHex(parts[2].replace(" ", ""))
              : parts[2].getBytes(UTF_8);
      boolean needsEscape = false;
      for (byte b : bytes) {
        needsEscape |= (b >= 0 && b < ' ') || b == '"' || b == '\\';
      }
      boolean valid = parts[1].strip().startsWith("valid");
      if (!valid || !needsEscape) {
        cases.add(new Case(parts[0], valid, bytes));
      }
    }
    return cases;
  }
}
