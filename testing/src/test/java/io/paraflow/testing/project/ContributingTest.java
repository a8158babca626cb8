package io.paraflow.testing.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table in CONTRIBUTING.md is true: what it says to write, register and prove is what there is.
 */
class ContributingTest {
  private static final Pattern ROW =
      Pattern.compile("\\| a ([^|]*)\\|([^|]*)\\| `(\\w+)` \\| `(\\w+)` \\| `(\\w+)` \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  /**
   * One row.
   *
   * @param what what to add
   * @param write the interfaces to implement
   * @param provider the interface to register
   * @param contract the suite to extend
   * @param example a provider to look at
   */
  record Row(String what, List<String> write, String provider, String contract, String example) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Row> rows() throws IOException {
    String page = Files.readString(Project.root().resolve("CONTRIBUTING.md"));
    return ROW.matcher(page)
        .results()
        .map(
            row ->
                new Row(
                    row.group(1).strip(),
                    NAME.matcher(row.group(2)).results().map(name -> name.group(1)).toList(),
                    row.group(3),
                    row.group(4),
                    row.group(5)))
        .toList();
  }

  @Test
  void thereIsARowForEverySuite() throws IOException {
    List<String> suites =
        Project.sources("Contract.java").stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .toList();
    assertEquals(suites, rows().stream().map(Row::contract).sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theInterfacesToWriteAreSeams(Row row) {
    assertTrue(row.write().size() >= 1);
    for (String type : Stream.concat(row.write().stream(), Stream.of(row.provider())).toList()) {
      List<Path> files = Project.sources("/" + type + ".java");
      assertEquals(1, files.size(), type);
      assertTrue(files.getFirst().startsWith(Project.root().resolve("pf-core")), type);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theExampleIsRegistered(Row row) throws IOException {
    assertTrue(
        registered(row).stream().anyMatch(name -> name.endsWith("." + row.example())),
        () -> row.example() + " is not registered as a " + row.provider());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRegisteredProviderIsProvedByTheSuite(Row row) throws IOException {
    List<String> subclasses =
        Project.sources("Test.java").stream()
            .map(ContributingTest::read)
            .filter(source -> source.contains(" extends " + row.contract() + " "))
            .toList();
    List<String> unproved =
        registered(row).stream()
            .filter(name -> subclasses.stream().noneMatch(source -> tests(source, name)))
            .toList();
    assertEquals(List.of(), unproved, "without a subclass of " + row.contract());
  }

  /** Whether a test imports anything from the provider's package. */
  private static boolean tests(String source, String provider) {
    return source.contains("import " + provider.substring(0, provider.lastIndexOf('.') + 1));
  }

  private static List<String> registered(Row row) throws IOException {
    Matcher declaration =
        Pattern.compile("package ([\\w.]+);")
            .matcher(read(Project.sources("/" + row.provider() + ".java").getFirst()));
    assertTrue(declaration.find());
    return Project.sources("/META-INF/services/" + declaration.group(1) + "." + row.provider())
        .stream()
        .flatMap(file -> read(file).lines())
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
