package io.paraflow.testing.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pages name nothing that is not there. In them, code that is not the project's is not marked as
 * code.
 */
class PagesTest {
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern TYPE = Pattern.compile("([A-Z][a-z0-9]+[A-Za-z0-9]*)(\\..+|\\(.*)?");
  private static final Set<String> NO_TYPES = Set.of("NaN", "Infinity");
  private static final Pattern PATH =
      Pattern.compile("(?:bin|docs|testing|\\.ci|pf-[a-z-]+)/[A-Za-z0-9_./-]*");

  static List<Path> pages() {
    return Project.sources(".md");
  }

  @Test
  void thereArePages() {
    Set<String> names =
        pages().stream()
            .map(page -> Project.root().relativize(page).toString())
            .collect(Collectors.toSet());
    assertTrue(
        names.containsAll(Set.of("README.md", "CONTRIBUTING.md", "docs/architecture.md")),
        names::toString);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyTypeThatAPageNamesExists(Path page) throws IOException {
    Set<String> types =
        Project.sources(".java").stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toCollection(HashSet::new));
    types.addAll(NO_TYPES);
    assertEquals(
        List.of(),
        code(page)
            .map(TYPE::matcher)
            .filter(matcher -> matcher.matches() && !types.contains(matcher.group(1)))
            .map(MatchResult::group)
            .toList());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyFileThatAPageNamesExists(Path page) throws IOException {
    List<String> missing = new ArrayList<>();
    code(page)
        .filter(text -> PATH.matcher(text).matches() && !text.contains("/target"))
        .filter(text -> !Files.exists(Project.root().resolve(text)))
        .forEach(missing::add);
    LINK.matcher(Files.readString(page))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !Files.exists(page.resolveSibling(link)))
        .forEach(missing::add);
    assertEquals(List.of(), missing);
  }

  @Test
  void theServerRunsTheTestsAsTheReadmeSaysTo() throws IOException {
    String readme = Files.readString(Project.root().resolve("README.md"));
    String server = Files.readString(Project.root().resolve(".ci/run"));
    assertTrue(readme.contains("\nmvn verify\n"));
    assertTrue(server.contains("\nmvn verify \"${arguments[@]}\"\n"));
  }

  @Test
  void decisionsAreNumberedWithoutGaps() throws IOException {
    try (Stream<Path> files = Files.list(Project.root().resolve("docs/decisions"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertFalse(names.isEmpty());
      for (int i = 0; i < names.size(); i++) {
        String number = "%03d".formatted(i + 1);
        assertTrue(names.get(i).startsWith(number + "-"), names.get(i));
        String text =
            Files.readString(Project.root().resolve("docs/decisions").resolve(names.get(i)));
        assertTrue(text.startsWith("# " + number + ": "), names.get(i));
        for (String part :
            List.of("Status: ", "**Context.**", "**Decision.**", "**Consequences.**")) {
          assertTrue(text.contains(part), () -> names + " lacks " + part);
        }
      }
    }
  }

  private static Stream<String> code(Path page) throws IOException {
    return CODE.matcher(Files.readString(page)).results().map(match -> match.group(1));
  }
}
