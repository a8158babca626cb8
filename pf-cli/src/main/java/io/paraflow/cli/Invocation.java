package io.paraflow.cli;

import io.paraflow.core.config.Config;
import io.paraflow.core.config.ConfigBinder;
import io.paraflow.core.config.ConfigException;
import io.paraflow.core.config.ConfigNode;
import io.paraflow.core.config.ConfigProblem;
import io.paraflow.core.config.ConfigSources;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One command line, taken apart.
 *
 * @param action what is asked for
 * @param flags values by the first flag of their option
 * @param arguments the plain arguments
 * @param configFile the configuration file; null if none is named
 * @param problems what is wrong so far
 */
record Invocation(
    Action action,
    Map<String, List<String>> flags,
    List<String> arguments,
    @Nullable String configFile,
    List<ConfigProblem> problems) {

  /** What a command line asks for. */
  enum Action {
    /** To do the work. */
    RUN,
    /** To show the help. */
    HELP,
    /** To show the version. */
    VERSION,
    /** To check the configuration and do nothing. */
    VALIDATE,
    /** To show the configuration and do nothing. */
    PRINT_CONFIG
  }

  /**
   * The configuration from flags, environment and file.
   *
   * @throws ConfigException when anything is wrong, with all that is wrong
   */
  Config config(Command command, Map<String, String> environment) {
    List<ConfigProblem> found = new ArrayList<>(problems);
    ConfigNode.Mapping file = ConfigNode.Mapping.EMPTY;
    if (configFile != null) {
      try {
        file = ConfigFile.read(Path.of(configFile));
      } catch (ConfigException e) {
        found.addAll(e.problems());
      } catch (InvalidPathException e) {
        found.add(new ConfigProblem("--config", "is not a path"));
      }
    }
    return ConfigBinder.bind(command.options(), new ConfigSources(flags, environment, file), found);
  }
}
