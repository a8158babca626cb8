package io.paraflow.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration file as read, before it is checked. Scalars are kept as the text that was
 * written, so that files, flags and environment variables are all parsed by the same rules.
 */
public sealed interface ConfigNode {
  /** Where it stands, for people: {@code worker.yaml:3}. */
  String position();

  /**
   * One value.
   *
   * @param text as written, without quotes
   */
  record Scalar(String text, String position) implements ConfigNode {}

  /** A key without a value. */
  record Empty(String position) implements ConfigNode {}

  /** Several values in order. */
  record Sequence(List<ConfigNode> items, String position) implements ConfigNode {
    /** Copies the items. */
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Values by key, in the order of the file. */
  record Mapping(Map<String, ConfigNode> entries, String position) implements ConfigNode {
    /** Nothing at all. */
    public static final Mapping EMPTY = new Mapping(Map.of(), "");

    /** Copies the entries. */
    public Mapping {
      entries = new LinkedHashMap<>(entries);
    }
  }
}
