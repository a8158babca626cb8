package io.paraflow.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with a configuration, found before anything was done with it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<ConfigProblem> problems;

  /**
   * Takes the problems.
   *
   * @param problems at least one, in the order in which they should be read
   */
  public ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, at least one. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
