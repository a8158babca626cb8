package io.paraflow.core.file;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rows are wanted: those that meet every condition. A null meets none.
 *
 * @param conditions at least one
 */
public record RowFilter(List<Condition> conditions) {
  private static final Pattern CONDITION =
      Pattern.compile(
          "\\s*(?:\"([^\"]+)\"|([^\\s\"=!<>]+))\\s*(=|!=|<=|>=|<|>)\\s*(.*?)\\s*", Pattern.DOTALL);

  /** Checks that there is a condition. */
  public RowFilter {
    conditions = List.copyOf(conditions);
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException("a filter needs a condition");
    }
  }

  /**
   * Parses conditions of the form {@code column op value}, where {@code op} is one of {@code = != <
   * <= > >=}. A column or value may stand in quotes, double for columns, single or double for
   * values.
   *
   * @throws IngestException INVALID_FILTER for a text of another form
   */
  public static RowFilter parse(List<String> texts) {
    List<Condition> conditions = new ArrayList<>();
    for (String text : texts) {
      Matcher matcher = CONDITION.matcher(text);
      if (!matcher.matches() || matcher.group(4).isEmpty()) {
        throw new IngestException(
            ErrorCode.INVALID_FILTER,
            "Filter \""
                + text
                + "\" is not of the form: column op value, with op one of = != < <= > >=");
      }
      String column = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      conditions.add(
          new Condition(column, Operator.of(matcher.group(3)), unquoted(matcher.group(4))));
    }
    return new RowFilter(conditions);
  }

  /** The columns that the conditions look at, each once, in order of appearance. */
  public List<String> columns() {
    return conditions.stream().map(Condition::column).distinct().toList();
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() >= 2
            && (text.charAt(0) == '\'' || text.charAt(0) == '"')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /**
   * One comparison of a column with a constant.
   *
   * @param column a top-level column
   * @param operator how to compare
   * @param literal the constant as text, read by the column's type
   */
  public record Condition(String column, Operator operator, String literal) {
    /** The form that {@link RowFilter#parse} reads. */
    @Override
    public String toString() {
      return column + " " + operator.symbol() + " " + literal;
    }
  }

  /** How to compare a value with the constant. */
  public enum Operator {
    /** Equal. */
    EQUAL("="),
    /** Not equal; a null is neither equal nor not equal. */
    NOT_EQUAL("!="),
    /** Less. */
    LESS("<"),
    /** Less or equal. */
    LESS_OR_EQUAL("<="),
    /** Greater. */
    GREATER(">"),
    /** Greater or equal. */
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** The operator as it is written. */
    public String symbol() {
      return symbol;
    }

    /**
     * Whether a value that compares to the constant like this is wanted: negative for less, 0 for
     * equal, positive for greater.
     */
    public boolean accepts(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case NOT_EQUAL -> comparison != 0;
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }

    /**
     * Whether any value between two bounds can be wanted.
     *
     * @param least how the lower bound compares to the constant
     * @param greatest how the upper bound compares to the constant
     */
    public boolean mayAccept(int least, int greatest) {
      return switch (this) {
        case EQUAL -> least <= 0 && greatest >= 0;
        case NOT_EQUAL -> least != 0 || greatest != 0;
        case LESS -> least < 0;
        case LESS_OR_EQUAL -> least <= 0;
        case GREATER -> greatest > 0;
        case GREATER_OR_EQUAL -> greatest >= 0;
      };
    }

    private static Operator of(String symbol) {
      for (Operator operator : values()) {
        if (operator.symbol.equals(symbol)) {
          return operator;
        }
      }
      throw new IllegalArgumentException(symbol);
    }
  }
}
