package io.paraflow.indexer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private static final long SEED = 5;

  private final Texts texts = new Texts();

  @AfterEach
  void release() {
    texts.close();
  }

  @Test
  void everyNumberOfUpToFourDigitsAndItsMultiplesAreExact() {
    for (long value = 0; value < 10_000; value++) {
      assertExact(value);
      assertExact(value * 10_000 + 9_999);
      assertExact(value * Digits.TEN_TO_8);
      assertExact(value * Digits.TEN_TO_16 / 10 - 1);
    }
  }

  @Test
  void numbersAroundEveryPowerAreExact() {
    long ten = 1;
    for (int i = 0; i < 19; i++, ten *= 10) {
      for (long value = ten - 3; value < ten + 3; value++) {
        assertExact(value);
      }
    }
    for (int shift = 0; shift < 64; shift++) {
      for (long value = (1L << shift) - 3; value != (1L << shift) + 3; value++) {
        assertExact(value);
      }
    }
  }

  @Test
  void anyNumberIsExact() {
    Random random = new Random(SEED);
    for (int i = 0; i < 300_000; i++) {
      assertExact(random.nextLong() >> random.nextInt(64));
    }
  }

  @Test
  void paddedNumbersHaveTheirLeadingZeros() {
    Random random = new Random(SEED);
    for (int digits = 1; digits <= 18; digits++) {
      long limit = FloatingPointText.powerOfTen(digits);
      for (int i = 0; i < 1_000; i++) {
        long value = i == 0 ? 0 : i == 1 ? limit - 1 : random.nextLong(limit);
        int count = digits;
        assertEquals(
            String.format("%0" + digits + "d", value),
            texts.of((buffer, out) -> Digits.writePadded(value, count, out)));
      }
    }
  }

  private void assertExact(long value) {
    assertEquals(Long.toString(value), texts.of((buffer, out) -> Digits.writeSigned(value, out)));
    assertEquals(
        Long.toUnsignedString(value), texts.of((buffer, out) -> Digits.writeUnsigned(value, out)));
  }
}
