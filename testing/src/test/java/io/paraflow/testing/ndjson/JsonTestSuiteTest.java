package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.paraflow.testing.fixtures.Corpora;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every text of the suite as one line between two others, which must come through. As a line feed
 * ends a record, line feeds within a text are replaced by carriage returns, which mean the same to
 * JSON; those at its end are left out.
 */
class JsonTestSuiteTest {
  /** A blank line is no record. */
  private static final Set<String> BLANK =
      Set.of("n_single_space.json", "n_structure_no_data.json");

  @Test
  void acceptsAndRefusesExactlyWhatItShould() throws IOException {
    Map<String, String> open = implementationDefined();
    List<Path> files;
    try (Stream<Path> all = Files.list(Corpora.folder("json-test-suite").resolve("test_parsing"))) {
      files = all.sorted().toList();
    }
    assertEquals(318, files.size());
    for (Path file : files) {
      String name = file.getFileName().toString();
      byte[] line = line(Files.readAllBytes(file));
      switch (name.substring(0, 2)) {
        case "y_" -> assertFate(name, line, 1, 0);
        case "n_" -> assertFate(name, line, 0, BLANK.contains(name) ? 0 : 1);
        default -> {
          boolean accepted = "accepted".equals(open.remove(name));
          assertFate(name, line, accepted ? 1 : 0, accepted ? 0 : 1);
        }
      }
    }
    assertEquals(Map.of(), open, "texts of the table that do not exist");
  }

  private static void assertFate(String name, byte[] line, int accepted, int refused) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("{\"ok\":1}\n".getBytes(UTF_8));
    content.writeBytes(line);
    content.writeBytes("\n{\"ok\":2}\n".getBytes(UTF_8));
    NdjsonReading reading = NdjsonReading.of(content.toByteArray());
    assertNull(reading.failure(), name);
    assertEquals(accepted + 2, reading.rows.size(), name + " " + reading.errors);
    assertEquals(refused, reading.errors.size(), name);
    assertEquals(1, ok(reading.rows.getFirst()), name);
    assertEquals(2, ok(reading.rows.getLast()), name);
    assertEquals(0, reading.ordinals.getFirst(), name);
    assertEquals(10L + line.length, reading.ordinals.getLast(), name);
    if (refused == 1) {
      assertEquals(9, reading.errors.getFirst().ordinal(), name);
    }
  }

  private static int ok(JsonNode row) {
    return row.path("ok").asInt();
  }

  private static byte[] line(byte[] text) {
    int length = text.length;
    while (length > 0 && text[length - 1] == '\n') {
      length--;
    }
    byte[] line = java.util.Arrays.copyOf(text, length);
    for (int i = 0; i < length; i++) {
      if (line[i] == '\n') {
        line[i] = '\r';
      }
    }
    return line;
  }

  private static Map<String, String> implementationDefined() throws IOException {
    Map<String, String> fates = new HashMap<>();
    try (InputStream table =
        JsonTestSuiteTest.class.getResourceAsStream("implementation-defined.txt")) {
      for (String line : new String(table.readAllBytes(), UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          String[] words = line.split(" ", 2);
          fates.put(words[0], words[1]);
        }
      }
    }
    return fates;
  }
}
