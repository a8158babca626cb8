package io.paraflow.discoverer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.cli.OptionDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsPageTest {
  private static final Path PAGES = Path.of("..", "docs", "options");

  @Test
  void thePageIsCurrent() throws IOException {
    assertEquals(
        OptionDocs.markdown(DiscoverCommand.COMMAND),
        read("discoverer.md"),
        "stale; run: bin/pf-discoverer options > docs/options/discoverer.md");
  }

  @Test
  void theSchemaIsCurrent() throws IOException {
    assertEquals(
        OptionDocs.jsonSchema(DiscoverCommand.COMMAND),
        read("discoverer.schema.json"),
        "stale; run: bin/pf-discoverer options --schema > docs/options/discoverer.schema.json");
  }

  private static String read(String name) throws IOException {
    Path page = PAGES.resolve(name);
    return Files.exists(page) ? Files.readString(page) : "";
  }
}
