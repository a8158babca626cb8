package io.paraflow.discoverer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileFilterTest {
  private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

  @Test
  void aFileIsWantedWhenItMeetsEveryCondition() {
    List<@Nullable Instant> bounds = new ArrayList<>();
    bounds.add(null);
    List.of(-1, 0, 1).forEach(seconds -> bounds.add(NOON.plusSeconds(seconds)));
    List<@Nullable Instant> times = new ArrayList<>(bounds);
    for (String glob : List.of("*", "a*", "b*")) {
      for (long minBytes : new long[] {0, 9, 10, 11}) {
        for (long maxBytes : new long[] {9, 10, 11, Long.MAX_VALUE}) {
          for (Instant after : bounds) {
            for (Instant before : bounds) {
              for (Instant time : times) {
                FileFilter filter =
                    new FileFilter(NamePattern.parse(glob), minBytes, maxBytes, after, before);
                boolean expected =
                    !glob.equals("b*")
                        && 10 >= minBytes
                        && 10 <= maxBytes
                        && (after == null || (time != null && time.compareTo(after) > 0))
                        && (before == null || (time != null && time.compareTo(before) < 0));
                assertEquals(
                    expected, filter.test(file("x/abc", 10, time)), filter + " at " + time);
              }
            }
          }
        }
      }
    }
  }

  @Test
  void thePatternLooksAtTheNameAndNotAtTheFolder() {
    FileFilter filter = new FileFilter(NamePattern.parse("b*"), 0, 100, null, null);
    assertFalse(filter.test(file("b/abc", 1, NOON)));
    assertTrue(filter.test(file("a/b/bcd", 1, NOON)));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0,        0
          1048576,  1048576
          10B,      10
          10MB,     10000000
          10 mb,    10000000
          10M,      10000000
          1KiB,     1024
          1.5GiB,   1610612736
          2Ti,      2199023255552
          0.0001k,  0
          9223372036854775807, 9223372036854775807
          """)
  void sizesMayHaveUnits(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MB", "-1", "1.MB", "10 XB", "10iB", "1e3", "9223372036854775808", "8EiB"})
  void otherSizesAreErrors(String text) {
    assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          2024-01-31T07:30:00Z,      2024-01-31T07:30:00Z
          2024-01-31T07:30:00.5Z,    2024-01-31T07:30:00.5Z
          2024-01-31T07:30:00+02:00, 2024-01-31T05:30:00Z
          2024-01-31T07:30-05:00,    2024-01-31T12:30:00Z
          2024-01-31T07:30:00,       2024-01-31T07:30:00Z
          2024-01-31,                2024-01-31T00:00:00Z
          -90s,                      2024-05-01T11:58:30Z
          -30m,                      2024-05-01T11:30:00Z
          -24h,                      2024-04-30T12:00:00Z
          -7d,                       2024-04-24T12:00:00Z
          -2w,                       2024-04-17T12:00:00Z
          """)
  void timesAreAbsoluteOrCountBackFromNow(String text, Instant expected) {
    assertEquals(expected, PointInTime.parse(text, NOON));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "24h", "-24", "-5y", "2024-02-30", "2024-01-31T25:00:00Z"})
  void otherTimesAreErrors(String text) {
    assertThrows(IllegalArgumentException.class, () -> PointInTime.parse(text, NOON));
  }

  private static FileEntry file(String key, long sizeBytes, @Nullable Instant time) {
    return new FileEntry(new Location("s3", "bucket", key), sizeBytes, time);
  }
}
