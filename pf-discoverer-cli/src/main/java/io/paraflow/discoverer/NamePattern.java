package io.paraflow.discoverer;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A glob for file names: {@code *} stands for any characters, {@code ?} for one, {@code [a-z]} and
 * {@code [!a-z]} for one of or none of a set, {@code {a,b}} for one of several texts, and a
 * backslash takes the next character's meaning away. It must match the whole name, case counts.
 */
final class NamePattern {
  private final Pattern pattern;

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Reads a glob.
   *
   * @throws IllegalArgumentException for a bracket or brace that is not closed, and for a range
   *     that runs backwards
   */
  static NamePattern parse(String glob) {
    try {
      return new NamePattern(
          Pattern.compile(new Translation(glob).regularExpression(), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern \"" + glob + "\" cannot be understood: " + e.getDescription(), e);
    }
  }

  /** Whether the name is of this pattern. */
  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  private static final class Translation {
    private final String glob;
    private final StringBuilder expression = new StringBuilder();
    private int position;
    private int openBraces;

    Translation(String glob) {
      this.glob = glob;
    }

    String regularExpression() {
      while (position < glob.length()) {
        int c = next();
        switch (c) {
          case '*' -> expression.append(".*");
          case '?' -> expression.append('.');
          case '[' -> set();
          case '{' -> {
            openBraces++;
            expression.append("(?:");
          }
          case '}' -> {
            if (openBraces > 0) {
              openBraces--;
              expression.append(')');
            } else {
              literal(c);
            }
          }
          case ',' -> {
            if (openBraces > 0) {
              expression.append('|');
            } else {
              literal(c);
            }
          }
          case '\\' -> literal(escaped());
          default -> literal(c);
        }
      }
      if (openBraces > 0) {
        throw unclosed("}");
      }
      return expression.toString();
    }

    private void set() {
      expression.append('[');
      if (glob.startsWith("!", position)) {
        position++;
        expression.append('^');
      }
      int first = position;
      while (position < glob.length()) {
        int c = next();
        if (c == ']' && position - 1 > first) {
          expression.append(']');
          return;
        }
        boolean range = c == '-' && position - 1 > first && !glob.startsWith("]", position);
        if (range) {
          expression.append('-');
        } else {
          literal(c == '\\' ? escaped() : c);
        }
      }
      throw unclosed("]");
    }

    private int next() {
      int c = glob.codePointAt(position);
      position += Character.charCount(c);
      return c;
    }

    private int escaped() {
      if (position == glob.length()) {
        throw new IllegalArgumentException(
            "the pattern \"" + glob + "\" ends with a backslash that has nothing to escape");
      }
      return next();
    }

    private void literal(int c) {
      expression.append(String.format("\\x{%x}", c));
    }

    private IllegalArgumentException unclosed(String bracket) {
      return new IllegalArgumentException("the pattern \"" + glob + "\" lacks a " + bracket);
    }
  }
}
