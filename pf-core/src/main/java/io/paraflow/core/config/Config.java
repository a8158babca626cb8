package io.paraflow.core.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration without problems: the records, and where each value came from. */
public final class Config {
  private final Map<String, Record> sections;
  private final List<Setting> settings;

  Config(Map<String, Record> sections, List<Setting> settings) {
    this.sections = Map.copyOf(sections);
    this.settings = List.copyOf(settings);
  }

  /**
   * One option's value.
   *
   * @param spec the option
   * @param value a text, or a list of texts where the option is one; null where there is none
   * @param source a flag, an environment variable, a place in the file, or {@code default}
   */
  public record Setting(OptionSpec spec, @Nullable Object value, String source) {
    /** Shows no secret. */
    @Override
    public String toString() {
      return spec.path() + "=" + (spec.secret() && value != null ? "***" : value);
    }
  }

  /**
   * A section's options.
   *
   * @throws IllegalArgumentException when there is no such section, or another choice was made
   */
  public <R extends Record> R get(String path, Class<R> type) {
    Record section = sections.get(path);
    if (section == null) {
      throw new IllegalArgumentException("no section in use: " + path);
    }
    return type.cast(section);
  }

  /** The options of a section whose type only its provider knows. */
  public Record get(String path) {
    return get(path, Record.class);
  }

  /** Every option in use with its value and source, section by section. */
  public List<Setting> settings() {
    return settings;
  }
}
