package io.paraflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "0.5, 0.50",
    "999, 999",
    "1000, 1.00 k",
    "12345, 12.3 k",
    "999499, 999 k",
    "999600, 1.00 M",
    "4560000000, 4.56 G",
  })
  void shortensCounts(double number, String expected) {
    assertEquals(expected, Units.count(number));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1500, 1.50 kB", "9.2e18, 9.20 EB"})
  void shortensBytes(double bytes, String expected) {
    assertEquals(expected, Units.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.00 s",
    "PT0.53S, 0.53 s",
    "PT12.34S, 12.3 s",
    "PT59.99S, 60.0 s",
    "PT4M5S, 4m05s",
    "PT2H3M59S, 2h03m",
  })
  void shortensDurations(Duration time, String expected) {
    assertEquals(expected, Units.duration(time));
  }

  @Test
  void givesNoSpeedWhereNoTimeHasPassed() {
    assertEquals("0 B/s", Units.bytesPerSecond(100, Duration.ZERO));
    assertEquals("2.00 kB/s", Units.bytesPerSecond(1000, Duration.ofMillis(500)));
  }
}
