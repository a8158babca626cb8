package io.paraflow.core.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kind of value an option has. */
public enum OptionType {
  /** Any text. */
  TEXT("text"),
  /** {@code true} or {@code false}. */
  BOOLEAN("true or false"),
  /** A whole number. */
  WHOLE("a whole number"),
  /** A number that may have a fraction. */
  DECIMAL("a number"),
  /** One of a few words; case does not matter, nor whether a hyphen or an underscore joins them. */
  CHOICE("one of the choices"),
  /** A length of time. */
  DURATION("a duration such as 500ms, 30s, 5m, 2h or PT30S"),
  /** A file or folder. */
  PATH("a path"),
  /** Several texts. */
  LIST("a list");

  private static final Pattern DURATION_WITH_UNIT = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
  private static final Pattern WHOLE_SECONDS = Pattern.compile("\\d{1,12}");

  private final String description;

  OptionType(String description) {
    this.description = description;
  }

  /** The kind in words that fit behind "must be". */
  public String description() {
    return description;
  }

  /**
   * Reads one value.
   *
   * @throws IllegalArgumentException when the text is not of this kind, or out of the option's
   *     range; the message says what would be right
   */
  Object parse(OptionSpec spec, String text) {
    return switch (this) {
      case TEXT, LIST -> text;
      case BOOLEAN -> parseBoolean(spec, text);
      case WHOLE -> parseWhole(spec, text);
      case DECIMAL -> parseDecimal(spec, text);
      case CHOICE -> parseChoice(spec, text);
      case DURATION -> parseDuration(spec, text);
      case PATH -> parsePath(spec, text);
    };
  }

  private static Object parseBoolean(OptionSpec spec, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(spec, BOOLEAN.description, text);
    };
  }

  private static Object parseWhole(OptionSpec spec, String text) {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(spec, WHOLE.description + spec.range(), text);
    }
    checkRange(spec, number >= spec.min() && number <= spec.max(), text);
    return number;
  }

  private static Object parseDecimal(OptionSpec spec, String text) {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(spec, DECIMAL.description + spec.range(), text);
    }
    if (!Double.isFinite(number)) {
      throw wrong(spec, DECIMAL.description + spec.range(), text);
    }
    checkRange(spec, number >= (double) spec.min() && number <= (double) spec.max(), text);
    return number;
  }

  private static Object parseChoice(OptionSpec spec, String text) {
    List<String> choices = spec.choices();
    String word = text.toLowerCase(Locale.ROOT).replace('-', '_');
    if (choices.contains(word)) {
      return word;
    }
    throw wrong(spec, "one of " + String.join(", ", choices), text, Names.hint(text, choices));
  }

  private static Object parseDuration(OptionSpec spec, String text) {
    Duration duration;
    Matcher matcher = DURATION_WITH_UNIT.matcher(text);
    try {
      if (matcher.matches()) {
        long amount = Long.parseLong(matcher.group(1));
        duration =
            switch (matcher.group(2)) {
              case "ms" -> Duration.ofMillis(amount);
              case "s" -> Duration.ofSeconds(amount);
              case "m" -> Duration.ofMinutes(amount);
              case "h" -> Duration.ofHours(amount);
              default -> Duration.ofDays(amount);
            };
      } else if (WHOLE_SECONDS.matcher(text).matches()) {
        if (!spec.plainSeconds()) {
          throw wrong(
              spec, DURATION.description, text, "; give the unit, for example " + text + "s");
        }
        duration = Duration.ofSeconds(Long.parseLong(text));
      } else {
        duration = Duration.parse(text);
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw wrong(spec, DURATION.description, text);
    }
    boolean atMost =
        duration.getSeconds() < spec.max()
            || (duration.getSeconds() == spec.max() && duration.getNano() == 0);
    checkRange(spec, duration.getSeconds() >= spec.min() && atMost, text);
    return duration;
  }

  private static Object parsePath(OptionSpec spec, String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw wrong(spec, PATH.description, text);
    }
    throw wrong(spec, PATH.description, text);
  }

  private static void checkRange(OptionSpec spec, boolean within, String text) {
    if (!within) {
      throw wrong(spec, spec.range().strip(), text);
    }
  }

  private static IllegalArgumentException wrong(OptionSpec spec, String right, String text) {
    return wrong(spec, right, text, "");
  }

  private static IllegalArgumentException wrong(
      OptionSpec spec, String right, String text, String hint) {
    String value = spec.secret() ? "something else" : "\"" + text + "\"";
    return new IllegalArgumentException("must be " + right + " but is " + value + hint);
  }
}
