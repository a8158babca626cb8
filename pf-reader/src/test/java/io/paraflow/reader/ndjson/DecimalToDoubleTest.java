package io.paraflow.reader.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalToDoubleTest {
  private static final long SEED = 271828;

  @Test
  void roundsLikeTheLibraryForRandomDigitsAndEveryExponent() {
    Random random = new Random(SEED);
    for (int exponent = -365; exponent <= 330; exponent++) {
      for (int i = 0; i < 200; i++) {
        long digits = (random.nextLong() >>> 1) >>> random.nextInt(63);
        assertNearest(digits, exponent);
      }
      assertNearest(1, exponent);
      assertNearest(Long.MAX_VALUE, exponent);
    }
  }

  @Test
  void roundsLikeTheLibraryAroundTheMiddleOfTwoDoubles() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
      if (!Double.isFinite(value)) {
        continue;
      }
      BigDecimal middle =
          new BigDecimal(value).add(new BigDecimal(Math.ulp(value) / 2)).stripTrailingZeros();
      BigDecimal rounded = middle.round(new java.math.MathContext(18));
      assertNearest(rounded.unscaledValue().longValueExact(), -rounded.scale());
    }
    for (int i = 0; i < 100_000; i++) {
      // Integers between two doubles: exact ties.
      long odd = (1L << 53) + 2L * random.nextInt() + 1;
      assertNearest(odd, 0);
    }
  }

  private static void assertNearest(long digits, int exponent) {
    double expected = Double.parseDouble(digits + "e" + exponent);
    assertEquals(
        expected,
        DecimalToDouble.nearest(digits, exponent),
        "seed " + SEED + ": " + digits + "e" + exponent);
  }
}
