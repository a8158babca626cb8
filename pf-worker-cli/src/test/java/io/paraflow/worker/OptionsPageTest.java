package io.paraflow.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.cli.Command;
import io.paraflow.cli.OptionDocs;
import io.paraflow.core.config.ConfigBinder;
import io.paraflow.core.config.ConfigNode;
import io.paraflow.core.config.ConfigSources;
import io.paraflow.core.config.OptionSection;
import io.paraflow.core.config.OptionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsPageTest {
  private static final Path PAGES = Path.of("..", "docs", "options");

  private final Command command = WorkerCommand.load().description();

  @Test
  void thePageIsCurrent() throws IOException {
    assertEquals(
        OptionDocs.markdown(command),
        read("worker.md"),
        "stale; run: bin/pf-worker options > docs/options/worker.md");
  }

  @Test
  void theSchemaIsCurrent() throws IOException {
    assertEquals(
        OptionDocs.jsonSchema(command),
        read("worker.schema.json"),
        "stale; run: bin/pf-worker options --schema > docs/options/worker.schema.json");
  }

  @Test
  void everyDefaultIsValid() {
    assertTrue(
        ConfigBinder.bind(
                    command.options(),
                    new ConfigSources(Map.of(), Map.of(), ConfigNode.Mapping.EMPTY),
                    List.of())
                .settings()
                .size()
            > 20);
  }

  @Test
  void everyOptionIsDescribedInASentence() {
    for (OptionSpec spec : command.options().options().toList()) {
      assertTrue(spec.doc().length() > 10 && spec.doc().endsWith("."), spec.path());
    }
  }

  @Test
  void onlyAlternativesShareAFlag() {
    Map<String, OptionSection> owners = new HashMap<>();
    for (OptionSection section : command.options().sections()) {
      for (OptionSpec spec : section.options()) {
        for (String flag : spec.flags()) {
          OptionSection other = owners.put(flag, section);
          assertTrue(
              other == null || (other.selectedBy() != null && section.selectedBy() != null), flag);
        }
      }
    }
    assertFalse(owners.isEmpty());
  }

  @Test
  void noRetiredFlagExists() {
    List<String> flags =
        command.options().options().flatMap(spec -> spec.flags().stream()).toList();

    for (String retired : command.retired().keySet()) {
      assertFalse(flags.contains(retired), retired);
    }
  }

  private static String read(String name) throws IOException {
    Path page = PAGES.resolve(name);
    return Files.exists(page) ? Files.readString(page) : "";
  }
}
