package io.paraflow.testing.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where the project's own files are. */
public final class Project {
  private static final Set<String> NOT_SOURCE = Set.of("target", ".git", ".pf");

  private Project() {}

  /** The project's root folder, from system property {@code pf.root}; absolute. */
  public static Path root() {
    String root = System.getProperty("pf.root");
    if (root == null) {
      throw new IllegalStateException("System property pf.root does not name the project's folder");
    }
    return Path.of(root).toAbsolutePath().normalize();
  }

  /** The project's source files with a certain ending, sorted; no build results. */
  public static List<Path> sources(String ending) {
    try (Stream<Path> modules = Files.list(root())) {
      return modules
          .filter(path -> !NOT_SOURCE.contains(path.getFileName().toString()))
          .flatMap(Project::walk)
          .filter(path -> path.toString().endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + root(), e);
    }
  }

  private static Stream<Path> walk(Path folder) {
    try (Stream<Path> children = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      List<Path> below =
          children
              .filter(path -> !NOT_SOURCE.contains(path.getFileName().toString()))
              .flatMap(Project::walk)
              .toList();
      return Files.isRegularFile(folder) ? Stream.of(folder) : below.stream();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }
}
