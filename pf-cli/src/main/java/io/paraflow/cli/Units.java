package io.paraflow.cli;

import java.time.Duration;
import java.util.Locale;

/** Figures for people: decimal units, three significant digits. */
public final class Units {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

  private Units() {}

  /** {@code 950}, {@code 12.3 k}, {@code 4.56 M}. */
  public static String count(long number) {
    return count((double) number);
  }

  /** {@code 950}, {@code 12.3 k}, {@code 4.56 M}. */
  public static String count(double number) {
    return scaled(number, "").strip();
  }

  /** {@code 950 B}, {@code 12.3 kB}, {@code 4.56 GB}; one kilobyte is 1000 bytes. */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** {@code 950 B}, {@code 12.3 kB}, {@code 4.56 GB}; one kilobyte is 1000 bytes. */
  public static String bytes(double bytes) {
    return scaled(bytes, "B");
  }

  /** {@code 4.56 MB/s}. */
  public static String bytesPerSecond(long bytes, Duration time) {
    return bytes(perSecond(bytes, time)) + "/s";
  }

  /** {@code 0.53 s}, {@code 12.3 s}, {@code 4m05s}, {@code 2h03m}. */
  public static String duration(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return significant((double) time.toMillis() / 1000) + " s";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
  }

  /** How many in one second; 0 where no time has passed. */
  public static double perSecond(long number, Duration time) {
    return time.isZero() ? 0 : (double) number / ((double) time.toNanos() / 1e9);
  }

  private static String scaled(double number, String unit) {
    int power = 0;
    double rest = number;
    while (rest >= 999.5 && power < PREFIXES.length - 1) {
      rest /= 1000;
      power++;
    }
    String digits = power == 0 ? plain(rest) : significant(rest);
    return digits + " " + PREFIXES[power] + unit;
  }

  private static String plain(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%.0f", number)
        : significant(number);
  }

  private static String significant(double number) {
    int decimals = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
