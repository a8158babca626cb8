package io.paraflow.discoverer;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a time is written in a prefix, in the notation of {@code strftime}. Times are in UTC.
 *
 * <table>
 *   <caption>Directives; any other one is an error</caption>
 *   <tr><td>%Y</td><td>year, four digits</td></tr>
 *   <tr><td>%y</td><td>year of the century, two digits</td></tr>
 *   <tr><td>%m, %-m</td><td>month, 01 to 12; 1 to 12</td></tr>
 *   <tr><td>%b, %B</td><td>month, Jan to Dec; January to December</td></tr>
 *   <tr><td>%d, %-d</td><td>day of the month, 01 to 31; 1 to 31</td></tr>
 *   <tr><td>%j</td><td>day of the year, 001 to 366</td></tr>
 *   <tr><td>%H, %-H</td><td>hour, 00 to 23; 0 to 23</td></tr>
 *   <tr><td>%M</td><td>minute, 00 to 59</td></tr>
 *   <tr><td>%F</td><td>the same as %Y-%m-%d</td></tr>
 *   <tr><td>%%</td><td>a percent sign</td></tr>
 * </table>
 *
 * @param pattern as it was given
 * @param formatter writes a time like that
 * @param resolution the finest unit that the pattern shows: years, months, days, hours or minutes
 */
record TimeFormat(String pattern, DateTimeFormatter formatter, ChronoUnit resolution) {
  private static final String DIRECTIVES =
      "%Y %y %m %-m %b %B %d %-d %j %H %-H %M %F and %% for a percent sign";

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException for a directive that is not in the table, or when there is
   *     none, as every time would look the same
   */
  static TimeFormat parse(String pattern) {
    Parser parser = new Parser(pattern);
    parser.parse();
    return new TimeFormat(pattern, parser.builder.toFormatter(Locale.ENGLISH), parser.resolution());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TimeFormat format && pattern.equals(format.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  /** The time as this format writes it. */
  String format(LocalDateTime time) {
    return formatter.format(time);
  }

  private static final class Parser {
    private final String pattern;
    private final DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
    private ChronoUnit finest = ChronoUnit.FOREVER;

    Parser(String pattern) {
      this.pattern = pattern;
    }

    void parse() {
      int position = 0;
      while (position < pattern.length()) {
        char c = pattern.charAt(position);
        if (c != '%') {
          builder.appendLiteral(c);
          position++;
          continue;
        }
        boolean unpadded = pattern.startsWith("-", position + 1);
        int end = Math.min(pattern.length(), position + (unpadded ? 3 : 2));
        directive(pattern.substring(position, end));
        position = end;
      }
    }

    private void directive(String directive) {
      switch (directive) {
        case "%Y" -> number(ChronoField.YEAR, 4, ChronoUnit.YEARS);
        case "%y" -> {
          builder.appendValueReduced(ChronoField.YEAR, 2, 2, 2000);
          refine(ChronoUnit.YEARS);
        }
        case "%m" -> number(ChronoField.MONTH_OF_YEAR, 2, ChronoUnit.MONTHS);
        case "%-m" -> number(ChronoField.MONTH_OF_YEAR, 1, ChronoUnit.MONTHS);
        case "%b" -> name(TextStyle.SHORT);
        case "%B" -> name(TextStyle.FULL);
        case "%d" -> number(ChronoField.DAY_OF_MONTH, 2, ChronoUnit.DAYS);
        case "%-d" -> number(ChronoField.DAY_OF_MONTH, 1, ChronoUnit.DAYS);
        case "%j" -> number(ChronoField.DAY_OF_YEAR, 3, ChronoUnit.DAYS);
        case "%H" -> number(ChronoField.HOUR_OF_DAY, 2, ChronoUnit.HOURS);
        case "%-H" -> number(ChronoField.HOUR_OF_DAY, 1, ChronoUnit.HOURS);
        case "%M" -> number(ChronoField.MINUTE_OF_HOUR, 2, ChronoUnit.MINUTES);
        case "%F" -> {
          directive("%Y");
          builder.appendLiteral('-');
          directive("%m");
          builder.appendLiteral('-');
          directive("%d");
        }
        case "%%" -> builder.appendLiteral('%');
        default ->
            throw new IllegalArgumentException(
                "unknown directive \""
                    + directive
                    + "\" in the time format \""
                    + pattern
                    + "\"; known are "
                    + DIRECTIVES);
      }
    }

    private void number(ChronoField field, int digits, ChronoUnit unit) {
      if (digits == 1) {
        builder.appendValue(field);
      } else {
        builder.appendValue(field, digits);
      }
      refine(unit);
    }

    private void name(TextStyle style) {
      builder.appendText(ChronoField.MONTH_OF_YEAR, style);
      refine(ChronoUnit.MONTHS);
    }

    private void refine(ChronoUnit unit) {
      if (unit.compareTo(finest) < 0) {
        finest = unit;
      }
    }

    private ChronoUnit resolution() {
      if (finest == ChronoUnit.FOREVER) {
        throw new IllegalArgumentException(
            "the time format \"" + pattern + "\" has no directive; known are " + DIRECTIVES);
      }
      return finest;
    }
  }
}
