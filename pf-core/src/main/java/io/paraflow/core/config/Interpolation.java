package io.paraflow.core.config;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:-default}</code> in a file's values by environment
 * variables. An empty variable counts as not set. What was put in is not looked at again. Two
 * dollar signs before a brace stand for one, and no variable.
 */
final class Interpolation {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?)?([^}]*}?)");

  private Interpolation() {}

  /**
   * The text with all references replaced.
   *
   * @throws IllegalArgumentException when a variable without a default is not set, or a reference
   *     is not well-formed
   */
  static String apply(String text, Map<String, String> environment) {
    return REFERENCE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(replacement(match, environment)));
  }

  private static String replacement(MatchResult match, Map<String, String> environment) {
    if (match.group().equals("$${")) {
      return "${";
    }
    String name = match.group(1);
    if (name == null || !match.group(3).equals("}")) {
      throw new IllegalArgumentException(
          "\""
              + match.group()
              + "\" is not of the form ${NAME} or ${NAME:-default}; write $${ for a plain ${");
    }
    String value = environment.getOrDefault(name, "");
    if (!value.isEmpty()) {
      return value;
    }
    if (match.group(2) == null) {
      throw new IllegalArgumentException(
          "environment variable "
              + name
              + " is not set; set it, or write ${"
              + name
              + ":-default} to have a default");
    }
    return match.group(2);
  }
}
