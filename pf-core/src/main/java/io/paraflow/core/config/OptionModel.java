package io.paraflow.core.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All options of a command: what the parser, the help, the documentation and the JSON Schema are
 * made from.
 */
public final class OptionModel {
  private final Map<String, OptionSection> sections;
  private final Map<String, Set<String>> planned;
  private final Map<Class<?>, String> shared;

  private OptionModel(Builder builder) {
    this.sections = new LinkedHashMap<>(builder.sections);
    this.planned = Map.copyOf(builder.planned);
    this.shared = Map.copyOf(builder.shared);
  }

  /** A model without sections. */
  public static Builder builder() {
    return new Builder();
  }

  /** All sections in the order in which they were added, inner ones behind their outer one. */
  public List<OptionSection> sections() {
    return List.copyOf(sections.values());
  }

  /** All options, section by section. */
  public Stream<OptionSpec> options() {
    return sections.values().stream().flatMap(section -> section.options().stream());
  }

  /** The section with this path. */
  public Optional<OptionSection> section(String path) {
    return Optional.ofNullable(sections.get(path));
  }

  /** The words of a choice that are known but not to be had yet. */
  Set<String> planned(String option) {
    return planned.getOrDefault(option, Set.of());
  }

  /** Where the options of an inner record are: in its own section, or in one that it shares. */
  String pathOf(OptionSection outer, RecordComponent component) {
    String common = shared.get(component.getType());
    return common != null ? common : path(outer.path(), component);
  }

  private static String path(String section, RecordComponent component) {
    Option option = component.getAnnotation(Option.class);
    String key =
        option == null || option.key().isEmpty()
            ? Names.snakeCase(component.getName())
            : option.key();
    return section + "." + key;
  }

  /** Puts a model together. */
  public static final class Builder {
    private final Map<String, OptionSection> sections = new LinkedHashMap<>();
    private final Map<String, Set<String>> planned = new LinkedHashMap<>();
    private final Map<Class<?>, String> shared = new LinkedHashMap<>();

    private Builder() {}

    /** A section that is always in use. */
    public Builder section(String path, String doc, Class<? extends Record> type) {
      return add(path, doc, type, null);
    }

    /**
     * A section that other sections share: wherever one of their components has this type, it takes
     * this section's value. Comes before those that share it.
     */
    public Builder shared(String path, String doc, Class<? extends Record> type) {
      shared.put(type, path);
      return add(path, doc, type, null);
    }

    /**
     * Makes a text option a choice of words.
     *
     * @param option the option, for example {@code reader.type}; its section comes first
     * @param words what may be given
     * @param planned words that are known but refused as not available yet, whatever their section
     *     says
     */
    public Builder words(String option, Collection<String> words, Set<String> planned) {
      String path = option.substring(0, option.lastIndexOf('.'));
      OptionSection section = sections.get(path);
      if (section == null) {
        throw new IllegalArgumentException("no section " + path);
      }
      List<String> sorted = words.stream().sorted().toList();
      List<OptionSpec> options =
          section.options().stream()
              .map(spec -> spec.path().equals(option) ? spec.withChoices(sorted) : spec)
              .toList();
      sections.put(
          path,
          new OptionSection(path, section.type(), section.doc(), section.selectedBy(), options));
      this.planned.put(option, Set.copyOf(planned));
      return this;
    }

    /**
     * Makes a text option a choice of alternatives, each with a section of its own below the
     * option's section, named by its word.
     */
    public Builder choice(
        String option, Map<String, Class<? extends Record>> alternatives, Set<String> planned) {
      words(option, alternatives.keySet(), planned);
      String path = option.substring(0, option.lastIndexOf('.'));
      new TreeMap<>(alternatives)
          .forEach(
              (word, type) ->
                  add(
                      path + "." + word,
                      "In use where " + option + " is " + word + ".",
                      type,
                      new OptionSection.Selection(option, word)));
      return this;
    }

    /** The model. */
    public OptionModel build() {
      return new OptionModel(this);
    }

    private Builder add(
        String path,
        String doc,
        Class<? extends Record> type,
        OptionSection.@Nullable Selection selectedBy) {
      List<OptionSpec> options = new ArrayList<>();
      List<Runnable> inner = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
          throw new IllegalArgumentException(
              type.getName() + "." + component.getName() + " has no @Option");
        }
        if (!component.getType().isRecord()) {
          options.add(OptionSpec.of(path(path, component), component, option));
        } else if (!shared.containsKey(component.getType())) {
          Class<? extends Record> innerType = component.getType().asSubclass(Record.class);
          inner.add(() -> add(path(path, component), option.value(), innerType, selectedBy));
        }
      }
      if (sections.putIfAbsent(path, new OptionSection(path, type, doc, selectedBy, options))
          != null) {
        throw new IllegalArgumentException("two sections " + path);
      }
      inner.forEach(Runnable::run);
      return this;
    }
  }
}
