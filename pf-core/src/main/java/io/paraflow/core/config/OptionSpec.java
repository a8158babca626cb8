package io.paraflow.core.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One option, as its {@link Option} declares it.
 *
 * @param path the key in YAML with its sections, for example {@code reader.batch_size}
 * @param type the kind of value
 * @param choices the words allowed; empty unless the type is {@link OptionType#CHOICE}
 * @param flags the long one first; empty if the command line does not have it
 * @param env environment variables in the order in which they are asked
 * @param def the default as text; null if there is none
 * @param required whether a value must be given
 * @param min the least number allowed; seconds for a duration
 * @param max the greatest number allowed; seconds for a duration
 * @param commaSeparated whether one text may hold several elements of a list
 * @param doc for people
 * @param secret never shown
 */
public record OptionSpec(
    String path,
    OptionType type,
    List<String> choices,
    List<String> flags,
    List<String> env,
    @Nullable String def,
    boolean required,
    long min,
    long max,
    boolean commaSeparated,
    String doc,
    boolean secret) {

  /** Copies the lists. */
  public OptionSpec {
    choices = List.copyOf(choices);
    flags = List.copyOf(flags);
    env = List.copyOf(env);
  }

  /** The last part of the path. */
  public String key() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Whether a number without a unit means seconds. */
  public boolean plainSeconds() {
    return type == OptionType.DURATION && path.endsWith("_secs");
  }

  /** The range in words with a leading space, or nothing where there is none. */
  public String range() {
    String unit = type == OptionType.DURATION ? "s" : "";
    boolean bounded = max != Long.MAX_VALUE && max != Integer.MAX_VALUE;
    if (min == Long.MIN_VALUE || min == Integer.MIN_VALUE) {
      return bounded ? " at most " + max + unit : "";
    }
    return bounded ? " from " + min + unit + " to " + max + unit : " at least " + min + unit;
  }

  /** The elements that one text holds. */
  List<String> elements(String text) {
    if (!commaSeparated) {
      return List.of(text);
    }
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** This option where one of these words must be given. */
  OptionSpec withChoices(List<String> words) {
    return new OptionSpec(
        path,
        OptionType.CHOICE,
        words,
        flags,
        env,
        def,
        required,
        min,
        max,
        commaSeparated,
        doc,
        secret);
  }

  static OptionSpec of(String path, RecordComponent component, Option option) {
    Class<?> javaType = component.getType();
    OptionType type = typeOf(component);
    String def = option.def().isEmpty() ? null : option.def();
    if (def == null && type == OptionType.BOOLEAN) {
      def = "false";
    }
    boolean optional =
        def != null
            || type == OptionType.LIST
            || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return new OptionSpec(
        path,
        type,
        type == OptionType.CHOICE ? words(javaType) : List.of(),
        List.of(option.flags()),
        List.of(option.env()),
        def,
        !optional,
        javaType == int.class ? Math.max(option.min(), Integer.MIN_VALUE) : option.min(),
        javaType == int.class ? Math.min(option.max(), Integer.MAX_VALUE) : option.max(),
        option.commaSeparated(),
        option.value(),
        option.secret());
  }

  private static OptionType typeOf(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == String.class) {
      return OptionType.TEXT;
    } else if (type == boolean.class) {
      return OptionType.BOOLEAN;
    } else if (type == int.class || type == long.class) {
      return OptionType.WHOLE;
    } else if (type == double.class) {
      return OptionType.DECIMAL;
    } else if (type.isEnum()) {
      return OptionType.CHOICE;
    } else if (type == Duration.class) {
      return OptionType.DURATION;
    } else if (type == Path.class) {
      return OptionType.PATH;
    } else if (type == List.class) {
      return OptionType.LIST;
    }
    throw new IllegalArgumentException(
        "Option "
            + component.getDeclaringRecord().getSimpleName()
            + "."
            + component.getName()
            + " has a type that options cannot have: "
            + type.getName());
  }

  private static List<String> words(Class<?> enumType) {
    return Arrays.stream(enumType.getEnumConstants()).map(OptionSpec::word).toList();
  }

  /** How a constant is written. */
  static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }
}
