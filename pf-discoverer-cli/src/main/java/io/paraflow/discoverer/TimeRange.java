package io.paraflow.discoverer;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A span of time in UTC.
 *
 * @param start inclusive
 * @param end exclusive, after the start
 */
record TimeRange(LocalDateTime start, LocalDateTime end) {
  private static final String FORM =
      "; give 2024, 2024-01, 2024-01-31, 2024-01-31T07 or 2024-01-31T07:30, or two of them with .."
          + " between (times are in UTC)";
  private static final Pattern SHAPE =
      Pattern.compile("\\d{4}(-\\d\\d(-\\d\\d(T\\d\\d(:\\d\\d)?)?)?)?");

  /**
   * Reads {@code FIRST..LAST} or one span alone. Both ends are inclusive as far as they are
   * written: {@code 2024-01..2024-02-10T07} ends with the eighth hour of 10 February.
   *
   * @throws IllegalArgumentException for a text of another form, and when the end is before the
   *     start
   */
  static TimeRange parse(String text) {
    int dots = text.indexOf("..");
    TimeRange first = span(dots < 0 ? text : text.substring(0, dots), text);
    TimeRange last = dots < 0 ? first : span(text.substring(dots + 2), text);
    if (!first.start.isBefore(last.end)) {
      throw new IllegalArgumentException("the time range \"" + text + "\" ends before it begins");
    }
    return new TimeRange(first.start, last.end);
  }

  /** The times that a format of this resolution tells apart, in order. */
  Stream<LocalDateTime> steps(ChronoUnit resolution) {
    return Stream.iterate(
        truncated(resolution), time -> time.isBefore(end), time -> time.plus(1, resolution));
  }

  /** How many {@link #steps} there are. */
  long stepCount(ChronoUnit resolution) {
    LocalDateTime first = truncated(resolution);
    return resolution.between(first, end.minusNanos(1)) + 1;
  }

  private LocalDateTime truncated(ChronoUnit resolution) {
    return switch (resolution) {
      case YEARS -> start.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
      case MONTHS -> start.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      default -> start.truncatedTo(resolution);
    };
  }

  private static TimeRange span(String text, String whole) {
    String time = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
    if (!SHAPE.matcher(time).matches()) {
      throw new IllegalArgumentException("\"" + whole + "\" is not a time range" + FORM);
    }
    try {
      return switch (time.length()) {
        case 4 -> span(Year.parse(time).atDay(1).atStartOfDay(), ChronoUnit.YEARS);
        case 7 -> span(YearMonth.parse(time).atDay(1).atStartOfDay(), ChronoUnit.MONTHS);
        case 10 -> span(LocalDate.parse(time).atStartOfDay(), ChronoUnit.DAYS);
        case 13 -> span(LocalDateTime.parse(time + ":00"), ChronoUnit.HOURS);
        default -> span(LocalDateTime.parse(time), ChronoUnit.MINUTES);
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "\"" + whole + "\" holds a time that does not exist: " + text, e);
    }
  }

  private static TimeRange span(LocalDateTime start, ChronoUnit unit) {
    return new TimeRange(start, start.plus(1, unit));
  }
}
