package io.paraflow.indexer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IsoTextTest {
  private static final long SEED = 2;

  private final Texts texts = new Texts();

  @AfterEach
  void release() {
    texts.close();
  }

  @Test
  void everyDayOfFourHundredYearsIsItsDate() {
    for (long day = -200 * 366; day < 200 * 366; day++) {
      assertEquals(LocalDate.ofEpochDay(day).toString(), date(day));
    }
  }

  @Test
  void anyDayIsItsDate() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200_000; i++) {
      long day = random.nextInt() >> random.nextInt(32);
      assertEquals(LocalDate.ofEpochDay(day).toString(), date(day));
    }
  }

  @Test
  void yearsBeyondTheJdksAreWritten() {
    assertEquals("+292277026596-12-04", date(Math.floorDiv(Long.MAX_VALUE, 86_400)));
    assertEquals("-292277022657-01-27", date(Math.floorDiv(Long.MIN_VALUE, 86_400)));
  }

  @Test
  void timesOutsideOfADayKeepTheirHours() {
    assertEquals("24:00:00", time(86_400, 1, 0));
    assertEquals("123:00:00.005", time(123 * 3_600_000L + 5, 1_000, 3));
  }

  @Test
  void theLongestDurationsAreExact() {
    assertEquals("T-9223372036.854775808S", seconds(Long.MIN_VALUE, 1_000_000_000, 9));
    assertEquals("T-9223372036854775808S", seconds(Long.MIN_VALUE, 1, 0));
    assertEquals("T9223372036854775.807S", seconds(Long.MAX_VALUE, 1_000, 3));
  }

  private String date(long day) {
    return texts.of((buffer, out) -> IsoText.writeDate(day, out));
  }

  private String time(long units, long perSecond, int decimals) {
    return texts.of((buffer, out) -> IsoText.writeTime(units, perSecond, decimals, out));
  }

  private String seconds(long units, long perSecond, int decimals) {
    return texts.of((buffer, out) -> IsoText.writeSeconds(units, perSecond, decimals, out));
  }
}
