package io.paraflow.testing.project;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The format of the project's Java sources: google-java-format as it comes. Needs the compiler's
 * packages exported to it, see {@code testing/pom.xml}.
 */
public final class SourceFormat {
  private SourceFormat() {}

  /**
   * Looks for files that are not formatted.
   *
   * @param files Java sources
   * @return what the formatter says of them, one file a line; empty when all are formatted
   */
  static String complaints(List<Path> files) {
    StringWriter said = new StringWriter();
    run(said, List.of("--dry-run"), files);
    return said.toString();
  }

  /** Formats files in place: those given, or else all of the project. */
  public static void main(String[] args) {
    List<Path> files =
        args.length == 0 ? Project.sources(".java") : Stream.of(args).map(Path::of).toList();
    StringWriter said = new StringWriter();
    int code = run(said, List.of("--replace"), files);
    System.err.print(said);
    System.exit(code);
  }

  private static int run(StringWriter said, List<String> options, List<Path> files) {
    ToolProvider formatter =
        ToolProvider.findFirst("google-java-format")
            .orElseThrow(() -> new IllegalStateException("google-java-format is not there"));
    List<String> arguments = new ArrayList<>(options);
    files.forEach(file -> arguments.add(file.toString()));
    try (PrintWriter out = new PrintWriter(said)) {
      return formatter.run(out, out, arguments.toArray(String[]::new));
    }
  }
}
