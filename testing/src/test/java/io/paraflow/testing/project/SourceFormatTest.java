package io.paraflow.testing.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFormatTest {
  @Test
  void everySourceFileIsFormatted() {
    List<Path> files = Project.sources(".java");
    assertTrue(files.size() > 50, () -> "only " + files.size() + " files found");
    assertEquals("", SourceFormat.complaints(files), "Not formatted: run bin/format");
  }

  @Test
  void anUnformattedFileIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("Untidy.java"), "class Untidy{int a ;}\n");
    assertEquals(file + System.lineSeparator(), SourceFormat.complaints(List.of(file)));
  }
}
