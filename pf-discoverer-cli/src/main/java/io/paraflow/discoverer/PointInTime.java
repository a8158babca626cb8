package io.paraflow.discoverer;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as people write them. */
final class PointInTime {
  private static final Pattern RELATIVE = Pattern.compile("-(\\d{1,9})([smhdw])");

  private PointInTime() {}

  /**
   * Reads an ISO time ({@code 2024-01-31T07:30:00Z}, with any offset; without one it is UTC), a
   * date (its beginning in UTC), or a time before now: {@code -90s}, {@code -30m}, {@code -24h},
   * {@code -7d}, {@code -2w}.
   *
   * @param now what relative times count from
   * @throws IllegalArgumentException for a text of another form
   */
  static Instant parse(String text, Instant now) {
    Matcher relative = RELATIVE.matcher(text);
    try {
      if (relative.matches()) {
        return now.minus(duration(Long.parseLong(relative.group(1)), relative.group(2)));
      }
      int time = text.indexOf('T');
      if (time < 0) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      boolean zoned = text.substring(time).matches(".*[Z+-].*");
      return zoned
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a time; give 2024-01-31T07:30:00Z, 2024-01-31, or a time before now"
              + " such as -24h or -7d",
          e);
    }
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofDays(Math.multiplyExact(amount, 7L));
    };
  }
}
