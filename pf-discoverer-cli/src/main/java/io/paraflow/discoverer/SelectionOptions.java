package io.paraflow.discoverer;

import io.paraflow.core.config.Option;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which of the listed files are wanted.
 *
 * @param pattern a {@link NamePattern}
 * @param minSize a {@link ByteSize}; null for none
 * @param maxSize a {@link ByteSize}; null for none
 * @param modifiedAfter a {@link PointInTime}; null for none
 * @param modifiedBefore a {@link PointInTime}; null for none
 * @param maxFiles how many at most; 0 for all
 */
record SelectionOptions(
    @Option(
            value =
                "Glob for the name of a file, without its folders: * ? [a-z] [!a-z] {a,b}, and a"
                    + " backslash before a character that stands for itself.",
            flags = {"--pattern", "-P"},
            def = "*")
        String pattern,
    @Option(
            value = "Least size, inclusive: bytes, or with a unit such as 10MB or 1.5GiB.",
            flags = "--min-size")
        @Nullable String minSize,
    @Option(
            value = "Greatest size, inclusive: bytes, or with a unit such as 10MB or 1.5GiB.",
            flags = "--max-size")
        @Nullable String maxSize,
    @Option(
            value =
                "Only files modified after this time, exclusive: 2024-01-31T07:30:00Z, 2024-01-31,"
                    + " or a time before now such as -24h or -7d (s, m, h, d, w).",
            flags = "--modified-after")
        @Nullable String modifiedAfter,
    @Option(
            value = "Only files modified before this time, exclusive; written in the same way.",
            flags = "--modified-before")
        @Nullable String modifiedBefore,
    @Option(
            value = "Stop listing after this many wanted files; 0 means all.",
            flags = "--max-files",
            def = "0",
            min = 0)
        long maxFiles) {
  /** Checks the texts and the ranges that they make. */
  SelectionOptions {
    filter(pattern, minSize, maxSize, modifiedAfter, modifiedBefore, Instant.EPOCH);
  }

  /**
   * The conditions as a filter.
   *
   * @param now what relative times count from
   */
  FileFilter filter(Instant now) {
    return filter(pattern, minSize, maxSize, modifiedAfter, modifiedBefore, now);
  }

  /** The number of files at which listing ends. */
  long fileLimit() {
    return maxFiles == 0 ? Long.MAX_VALUE : maxFiles;
  }

  private static FileFilter filter(
      String pattern,
      @Nullable String minSize,
      @Nullable String maxSize,
      @Nullable String modifiedAfter,
      @Nullable String modifiedBefore,
      Instant now) {
    Long minBytes = parse("--min-size", minSize, ByteSize::parse);
    Long maxBytes = parse("--max-size", maxSize, ByteSize::parse);
    Instant after = parse("--modified-after", modifiedAfter, t -> PointInTime.parse(t, now));
    Instant before = parse("--modified-before", modifiedBefore, t -> PointInTime.parse(t, now));
    if (minBytes != null && maxBytes != null && minBytes > maxBytes) {
      throw new IllegalArgumentException(
          "--min-size " + minSize + " is more than --max-size " + maxSize + ": no file fits");
    }
    return new FileFilter(
        NamePattern.parse(pattern),
        minBytes == null ? 0 : minBytes,
        maxBytes == null ? Long.MAX_VALUE : maxBytes,
        after,
        before);
  }

  private static <T> @Nullable T parse(
      String flag, @Nullable String text, Function<String, T> parser) {
    if (text == null) {
      return null;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(flag + ": " + e.getMessage(), e);
    }
  }
}
