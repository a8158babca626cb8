package io.paraflow.core.config;

import java.util.List;
import java.util.Map;

/**
 * Where values come from. A flag wins over an environment variable, that wins over the file, and
 * the file wins over the default.
 *
 * @param flags what the command line says, by each option's first flag; the texts in order, more
 *     than one only where a flag was repeated
 * @param environment the variables; an empty one counts as not set
 * @param file the file; {@link ConfigNode.Mapping#EMPTY} if there is none
 */
public record ConfigSources(
    Map<String, List<String>> flags, Map<String, String> environment, ConfigNode.Mapping file) {
  /** Copies the maps. */
  public ConfigSources {
    flags = Map.copyOf(flags);
    environment = Map.copyOf(environment);
  }
}
