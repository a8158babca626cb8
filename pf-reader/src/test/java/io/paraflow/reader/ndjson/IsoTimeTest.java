package io.paraflow.reader.ndjson;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.Arena;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against java.time, which is the slow way. */
class IsoTimeTest {
  private static final long SEED = 20_260_131;

  private final IsoTime time = new IsoTime();

  private interface Form {
    long read(IsoTime time, long address);
  }

  /** Whether a text, and not only its beginning, is of a form. */
  private boolean reads(Form form, String text) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = (text + '"').getBytes(US_ASCII);
      long address = arena.allocate(bytes.length + RawMemory.SLACK_BYTES).address();
      for (int i = 0; i < bytes.length; i++) {
        RawMemory.putByte(address + i, bytes[i]);
      }
      long end = form.read(time, address);
      return end == address + text.length();
    }
  }

  @Test
  void everyDayOfTheCalendarIsItsNumber() {
    for (int year : new int[] {0, 1, 4, 99, 100, 400, 1582, 1899, 1900, 1970, 2000, 2024, 9999}) {
      for (int month = 0; month < 14; month++) {
        for (int day = 0; day < 33; day++) {
          String text = "%04d-%02d-%02d".formatted(year, month, day);
          long expected = Long.MIN_VALUE;
          try {
            expected = LocalDate.of(year, month, day).toEpochDay();
          } catch (DateTimeException e) {
            // Not a day.
          }
          boolean read = reads(IsoTime::date, text);
          assertEquals(expected, read ? time.day : Long.MIN_VALUE, text);
        }
      }
    }
  }

  @Test
  void yearsOfMoreDigitsHaveASign() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      long day = (long) ((random.nextDouble() - 0.5) * 7e11) >> random.nextInt(30);
      String text = LocalDate.ofEpochDay(day).toString();
      assertTrue(reads(IsoTime::date, text), text);
      assertEquals(day, time.day, text);
    }
    assertTrue(reads(IsoTime::date, "+99999999999-12-31"));
    assertTrue(reads(IsoTime::date, "-0001-01-01"));
  }

  @Test
  void dateTimesOfAnyOffsetAreTheirInstant() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50_000; i++) {
      long second = (random.nextLong() >> 20) >> random.nextInt(30);
      int digits = random.nextInt(10);
      int unit = (int) Math.pow(10, 9 - digits);
      int nano = random.nextInt(1_000_000_000) / unit * unit;
      ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(2160) - 1080) * 60);
      OffsetDateTime expected = java.time.Instant.ofEpochSecond(second, nano).atOffset(offset);
      String text = expected.toString();
      if (random.nextBoolean()) {
        text = text.replace('T', random.nextBoolean() ? ' ' : 't').replace('.', ',');
      }
      if (!text.endsWith("Z") && random.nextBoolean()) {
        int colon = text.lastIndexOf(':');
        text = text.substring(0, colon) + text.substring(colon + 1);
      }
      assertTrue(reads(IsoTime::dateTime, text), text);
      assertTrue(time.hasOffset, text);
      assertEquals(second, time.epochSecond(), text);
      assertEquals(nano, time.nano, text);
    }
  }

  @Test
  void localDateTimesHaveNoOffset() {
    assertTrue(reads(IsoTime::dateTime, "1969-12-31 23:59:59.000000001"));
    assertFalse(time.hasOffset);
    assertEquals(-1, time.epochSecond());
    assertEquals(1, time.nano);
  }

  @Test
  void timesAreRead() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      LocalTime expected = LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
      if (random.nextInt(4) == 0) {
        expected = expected.withNano(0).withSecond(random.nextInt(2) * 7);
      }
      String text = expected.toString();
      assertTrue(reads(IsoTime::time, text), text);
      long nanos = time.second * 1_000_000_000L + time.nano;
      assertEquals(expected.toNanoOfDay(), nanos, text);
    }
  }

  @Test
  void damagedTextsAreReadAsJavaReadsThemOrNotAtAll() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder("2024-02-29T12:34:56.789+01:00");
      for (int k = random.nextInt(3); k >= 0; k--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, "0123456789-:.+TZ /".charAt(random.nextInt(18)));
        if (random.nextInt(4) == 0) {
          text.deleteCharAt(at);
        }
      }
      boolean java = true;
      long expected = 0;
      try {
        expected = OffsetDateTime.parse(text).toEpochSecond();
      } catch (DateTimeException e) {
        java = false;
      }
      boolean ours = reads(IsoTime::dateTime, text.toString());
      if (java) {
        assertTrue(ours, text.toString());
        assertEquals(expected, time.epochSecond(), text.toString());
      } else if (ours && time.hasOffset) {
        // What is read beyond java.time: a space for T, offsets without colon or beyond 18 hours.
        String strict = text.toString().replace(' ', 'T');
        int sign = Math.max(strict.lastIndexOf('+'), strict.lastIndexOf('-'));
        OffsetDateTime utc = OffsetDateTime.parse(strict.substring(0, sign) + "Z");
        assertEquals(utc.toEpochSecond() - time.offset, time.epochSecond(), text.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-31",
        "2026-01-31T",
        "2026-01-31T12",
        "2026-01-31T12:34:",
        "2026-01-31T12:34:5",
        "2026-01-31T12:34:56.",
        "2026-01-31T12:34:56.1234567890",
        "2026-01-31T12:34:60Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:34:56+",
        "2026-01-31T12:34:56+1",
        "2026-01-31T12:34:56+01:",
        "2026-01-31T12:34:56+01:60",
        "2026-01-31T12:34:56+24:00",
        "2026-01-31T12:34:56ZZ",
        "2026-01-31T12:34:56 Z",
        "2026-02-29T12:34:56Z",
        "26-01-31T12:34:56Z",
        "+2026-01-31T12:34:56Z",
        "-0000-01-31T12:34:56Z",
        "+100000000000-01-31T12:34:56Z",
        "2026-1-31T12:34:56Z",
        "2026/01/31T12:34:56Z"
      })
  void whatIsNoDateTimeIsNotRead(String text) {
    assertFalse(reads(IsoTime::dateTime, text));
  }
}
