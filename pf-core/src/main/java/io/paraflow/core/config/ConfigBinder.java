package io.paraflow.core.config;

import io.paraflow.core.error.IngestException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes option records from flags, environment variables and a file, or lists all problems. */
public final class ConfigBinder {
  private final OptionModel model;
  private final ConfigSources sources;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Map<String, ConfigNode> fileValues = new HashMap<>();
  private final Map<String, @Nullable Object> values = new HashMap<>();
  private final Map<String, Record> records = new LinkedHashMap<>();
  private final List<Config.Setting> settings = new ArrayList<>();
  private final Set<String> broken = new HashSet<>();

  private ConfigBinder(OptionModel model, ConfigSources sources) {
    this.model = model;
    this.sources = sources;
  }

  /**
   * Binds every section that is in use.
   *
   * @param model the options there are
   * @param sources the values given
   * @param earlier problems that were found while reading the sources, reported with those found
   *     here
   * @throws ConfigException when anything is wrong, with all that is wrong
   */
  public static Config bind(OptionModel model, ConfigSources sources, List<ConfigProblem> earlier) {
    ConfigBinder binder = new ConfigBinder(model, sources);
    binder.problems.addAll(earlier);
    return binder.bind();
  }

  private Config bind() {
    collect("", sources.file());
    List<OptionSection> inUse = new ArrayList<>();
    for (OptionSection section : model.sections()) {
      if (isSelected(section)) {
        inUse.add(section);
        readValues(section);
      }
    }
    checkFlags(inUse.stream().flatMap(section -> section.options().stream()).toList());
    inUse.forEach(this::record);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Config(records, settings);
  }

  private boolean isSelected(OptionSection section) {
    OptionSection.Selection selection = section.selectedBy();
    return selection == null || selection.word().equals(values.get(selection.option()));
  }

  /** Remembers the file's values by path, and reports keys that no section has. */
  private void collect(String path, ConfigNode.Mapping mapping) {
    mapping
        .entries()
        .forEach(
            (key, node) -> {
              String full = path.isEmpty() ? key : path + "." + key;
              boolean option = model.options().anyMatch(spec -> spec.path().equals(full));
              if (option) {
                fileValues.put(full, node);
              } else if (!isSection(full)) {
                if (!model.planned(path + ".type").contains(key)) {
                  problems.add(unknownKey(path, key, node));
                }
              } else if (node instanceof ConfigNode.Mapping inner) {
                collect(full, inner);
              } else if (!(node instanceof ConfigNode.Empty)) {
                problems.add(problem(full, node, "is a section and must have keys below it"));
              }
            });
  }

  private boolean isSection(String path) {
    return model.sections().stream()
        .anyMatch(section -> (section.path() + ".").startsWith(path + "."));
  }

  private ConfigProblem unknownKey(String path, String key, ConfigNode node) {
    TreeSet<String> siblings = new TreeSet<>();
    String start = path.isEmpty() ? "" : path + ".";
    model.sections().stream()
        .map(OptionSection::path)
        .filter(section -> section.startsWith(start))
        .map(section -> section.substring(start.length()).split("\\.", 2)[0])
        .forEach(siblings::add);
    model
        .section(path)
        .ifPresent(section -> section.options().forEach(spec -> siblings.add(spec.key())));
    String hint = Names.hint(key, siblings);
    if (hint.isEmpty()) {
      hint =
          model
              .options()
              .filter(spec -> spec.key().equals(key))
              .findFirst()
              .map(spec -> "; did you mean " + spec.path() + "?")
              .orElse("; there are " + String.join(", ", siblings));
    }
    return problem(start + key, node, "no such key" + hint);
  }

  private void readValues(OptionSection section) {
    int problemsBefore = problems.size();
    for (OptionSpec spec : section.options()) {
      Given given = given(spec);
      settings.add(setting(spec, given));
      if (given != null) {
        values.put(spec.path(), convert(spec, given));
      } else if (spec.type() == OptionType.LIST) {
        values.put(spec.path(), List.of());
      } else if (spec.required()) {
        problems.add(missing(spec));
      }
    }
    if (problems.size() > problemsBefore) {
      broken.add(section.path());
    }
  }

  private static Config.Setting setting(OptionSpec spec, @Nullable Given given) {
    if (given == null) {
      return new Config.Setting(spec, spec.type() == OptionType.LIST ? List.of() : null, "default");
    }
    Object value =
        spec.type() == OptionType.LIST
            ? given.texts
            : given.texts.stream().findFirst().orElse(null);
    return new Config.Setting(spec, value, given.where);
  }

  /** A value as text, with the place it came from. */
  private record Given(List<String> texts, String where) {}

  private @Nullable Given given(OptionSpec spec) {
    boolean list = spec.type() == OptionType.LIST;
    for (String flag : spec.flags()) {
      List<String> texts = sources.flags().get(flag);
      if (texts != null) {
        if (!list && texts.size() > 1) {
          problems.add(new ConfigProblem(flag, "given " + texts.size() + " times; give it once"));
        }
        return new Given(elements(spec, texts), flag);
      }
    }
    for (String variable : spec.env()) {
      String text = sources.environment().getOrDefault(variable, "");
      if (!text.isEmpty()) {
        return new Given(elements(spec, List.of(text)), variable);
      }
    }
    ConfigNode node = fileValues.get(spec.path());
    if (node != null) {
      return fromFile(spec, node);
    }
    String def = spec.def();
    return def == null
        ? null
        : new Given(
            elements(spec, List.of(Interpolation.apply(def, sources.environment()))), "default");
  }

  private Given fromFile(OptionSpec spec, ConfigNode node) {
    String where = where(spec.path(), node);
    List<String> texts = new ArrayList<>();
    List<ConfigNode> items =
        node instanceof ConfigNode.Sequence sequence ? sequence.items() : List.of(node);
    if (node instanceof ConfigNode.Sequence && spec.type() != OptionType.LIST) {
      problems.add(new ConfigProblem(where, "must be one value but is a list"));
      return new Given(List.of(), where);
    }
    for (ConfigNode item : items) {
      switch (item) {
        case ConfigNode.Scalar scalar -> {
          try {
            texts.add(Interpolation.apply(scalar.text(), sources.environment()));
          } catch (IllegalArgumentException e) {
            problems.add(new ConfigProblem(where, message(e)));
          }
        }
        case ConfigNode.Empty _ ->
            problems.add(new ConfigProblem(where, "has no value; give one or leave the key out"));
        case ConfigNode.Sequence _, ConfigNode.Mapping _ ->
            problems.add(new ConfigProblem(where, "must be " + spec.type().description()));
      }
    }
    return new Given(node instanceof ConfigNode.Sequence ? texts : elements(spec, texts), where);
  }

  private static List<String> elements(OptionSpec spec, List<String> texts) {
    return texts.stream().flatMap(text -> spec.elements(text).stream()).toList();
  }

  private @Nullable Object convert(OptionSpec spec, Given given) {
    if (spec.type() == OptionType.LIST) {
      return given.texts;
    }
    if (given.texts.isEmpty()) {
      return null;
    }
    String text = given.texts.getFirst();
    if (model.planned(spec.path()).contains(text)) {
      problems.add(
          new ConfigProblem(
              given.where,
              text + " is not available yet; choose " + String.join(" or ", spec.choices())));
      return null;
    }
    try {
      return spec.type().parse(spec, text);
    } catch (IllegalArgumentException e) {
      problems.add(new ConfigProblem(given.where, message(e)));
      return null;
    }
  }

  private ConfigProblem missing(OptionSpec spec) {
    List<String> ways = new ArrayList<>();
    spec.flags().stream().findFirst().ifPresent(ways::add);
    spec.env().stream().findFirst().ifPresent(variable -> ways.add("the variable " + variable));
    ways.add("the key in the configuration file");
    return new ConfigProblem(spec.path(), "must be given: by " + String.join(" or ", ways));
  }

  /** A flag of a section that another choice has put out of use would be ignored in silence. */
  private void checkFlags(List<OptionSpec> inUse) {
    for (String flag : new TreeSet<>(sources.flags().keySet())) {
      if (inUse.stream().anyMatch(spec -> spec.flags().contains(flag))) {
        continue;
      }
      List<OptionSection.Selection> needed =
          model.sections().stream()
              .filter(s -> s.options().stream().anyMatch(spec -> spec.flags().contains(flag)))
              .map(OptionSection::selectedBy)
              .toList();
      if (needed.isEmpty()) {
        problems.add(new ConfigProblem(flag, "no such option"));
      } else if (needed.getFirst() != null) {
        problems.add(
            new ConfigProblem(
                flag,
                "has a meaning only where "
                    + needed.getFirst().option()
                    + " is "
                    + String.join(" or ", needed.stream().map(s -> s.word()).toList())));
      }
    }
  }

  /** The section's record, built on first use; null where something is wrong with it. */
  private @Nullable Record record(OptionSection section) {
    if (!records.containsKey(section.path()) && !broken.contains(section.path())) {
      build(section);
    }
    return records.get(section.path());
  }

  private void build(OptionSection section) {
    RecordComponent[] components = section.type().getRecordComponents();
    @Nullable Object[] arguments = new @Nullable Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      String path = model.pathOf(section, components[i]);
      if (types[i].isRecord()) {
        arguments[i] = record(model.section(path).orElseThrow());
        if (arguments[i] == null) {
          broken.add(section.path());
        }
      } else {
        arguments[i] = argument(types[i], values.get(path));
      }
    }
    if (broken.contains(section.path())) {
      return;
    }
    try {
      Constructor<? extends Record> constructor = section.type().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      records.put(section.path(), constructor.newInstance(arguments));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException
          || e.getCause() instanceof IngestException) {
        broken.add(section.path());
        problems.add(new ConfigProblem(section.path(), message(e.getCause())));
      } else {
        throw new IllegalStateException("cannot build " + section.type().getName(), e.getCause());
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build " + section.type().getName(), e);
    }
  }

  private static @Nullable Object argument(Class<?> type, @Nullable Object value) {
    if (type == int.class && value instanceof Long number) {
      return Math.toIntExact(number);
    }
    if (type.isEnum() && value instanceof String word) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> OptionSpec.word(constant).equals(word))
          .findFirst()
          .orElseThrow();
    }
    return value;
  }

  private static ConfigProblem problem(String path, ConfigNode node, String message) {
    return new ConfigProblem(where(path, node), message);
  }

  private static String where(String path, ConfigNode node) {
    return node.position() + ": " + path;
  }

  private static String message(Throwable e) {
    return String.valueOf(e.getMessage());
  }
}
