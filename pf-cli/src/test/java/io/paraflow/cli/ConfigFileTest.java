package io.paraflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.config.ConfigException;
import io.paraflow.core.config.ConfigNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir private Path folder;

  @Test
  void readsMappingsSequencesAndScalarsAsWritten() {
    ConfigNode.Mapping root =
        ConfigFile.parse(
            "t.yaml",
            """
            # comment
            worker: {id: "${HOSTNAME:-worker-1}", threads: 010}
            reader:
              columns: [a, 'b c']
              empty:
            """);

    assertEquals(
        new ConfigNode.Mapping(
            Map.of(
                "id", new ConfigNode.Scalar("${HOSTNAME:-worker-1}", "t.yaml:2"),
                "threads", new ConfigNode.Scalar("010", "t.yaml:2")),
            "t.yaml:2"),
        root.entries().get("worker"));
    assertEquals(
        new ConfigNode.Mapping(
            Map.of(
                "columns",
                new ConfigNode.Sequence(
                    List.of(
                        new ConfigNode.Scalar("a", "t.yaml:4"),
                        new ConfigNode.Scalar("b c", "t.yaml:4")),
                    "t.yaml:4"),
                "empty",
                new ConfigNode.Empty("t.yaml:5")),
            "t.yaml:4"),
        root.entries().get("reader"));
  }

  @Test
  void readsAnEmptyFileAsNothing() {
    assertEquals(Map.of(), ConfigFile.parse("t.yaml", "").entries());
    assertEquals(Map.of(), ConfigFile.parse("t.yaml", "# nothing\n").entries());
  }

  @Test
  void refusesEverythingThatIsNotPlainData() {
    assertProblem("t.yaml:1: has a tag; write the plain value", "a: !!javax.script.Manager [x]");
    assertProblem("t.yaml:2: has an alias; write the value out", "a: &x\n  - *x");
    assertProblem("t.yaml:1: has an anchor; write the value out", "a: &x [1]");
    assertProblem("t.yaml:2: the key a is given twice", "a: 1\na: 2");
    assertProblem("t.yaml:1: must have sections with keys at the top", "- a");
    assertProblem("has a second document; give one", "a: 1\n---\nb: 2");
    assertProblem("t.yaml:2: is not YAML: ", "a: [\n}");
  }

  @Test
  void refusesABillionLaughsAtOnce() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }

    assertProblem("has an anchor", bomb.toString());
  }

  @Test
  void refusesDeepNesting() {
    assertProblem("is nested deeper than 16 levels", "a: " + "[".repeat(200) + "]".repeat(200));
  }

  @Test
  void refusesFilesThatAreTooLargeMissingOrNotText() throws IOException {
    Path large = folder.resolve("large.yaml");
    Files.write(large, new byte[(1 << 20) + 1]);
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xC3, (byte) 0x28});

    assertTrue(message(large).contains("has 1048577 bytes, but at most 1048576 are read"));
    assertTrue(message(folder.resolve("none.yaml")).contains("none.yaml: no such file"));
    assertTrue(message(folder).contains("is not a file"));
    assertTrue(message(binary).contains("is not UTF-8 text"));
  }

  private static String message(Path path) {
    return String.valueOf(
        assertThrows(ConfigException.class, () -> ConfigFile.read(path)).getMessage());
  }

  private static void assertProblem(String expected, String yaml) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> ConfigFile.parse("t.yaml", yaml), yaml);
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
  }
}
