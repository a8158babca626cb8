package io.paraflow.indexer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK writes the shortest decimal too, but never with less than two digits. */
class FloatingPointTextTest {
  private static final long SEED = 11;
  private static final int PATTERNS = 300_000;

  private final Texts texts = new Texts();

  @AfterEach
  void release() {
    texts.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "-1, -1.0",
    "0.001, 0.001",
    "0.1, 0.1",
    "12.3, 12.3",
    "999.999, 999.999",
    "0.0001, 0.0001",
    "0.000001, 0.000001",
    "0.0000001, 1e-7",
    "0.00000123, 0.00000123",
    "1e15, 1000000000000000.0",
    "1e16, 10000000000000000.0",
    "1e17, 1e17",
    "1.5e300, 1.5e300",
    "-1.5e-300, -1.5e-300",
    "1e23, 1e23",
    "9007199254740993, 9007199254740992.0",
    "5e-324, 5e-324",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "1.7976931348623157E308, 1.7976931348623157e308",
    "123456789012.125, 123456789012.125",
    "1234567890123.1252, 1234567890123.1252",
    "NaN, null",
    "Infinity, null",
    "-Infinity, null",
  })
  void doublesAreShortAndPlainWherePossible(double value, String text) {
    assertEquals(text, text(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-0.0, -0.0",
    "0.1, 0.1",
    "16777216, 16777216.0",
    "3.4028235E38, 3.4028235e38",
    "1.4E-45, 1e-45",
    "999.999, 999.999",
    "0.001, 0.001",
    "NaN, null",
    "Infinity, null",
  })
  void floatsAreShortAndPlainWherePossible(float value, String text) {
    assertEquals(text, text(value));
  }

  @Test
  void anyDoubleReadsBackAndIsAsShortAsTheJdks() {
    Random random = new Random(SEED);
    for (int i = 0; i < PATTERNS; i++) {
      assertShortest(Double.longBitsToDouble(random.nextLong()));
      assertShortest(random.nextInt() / 1000.0);
      assertShortest(random.nextLong() / 10_000.0);
    }
  }

  @Test
  void powersOfTwoAndTheirNeighboursReadBack() {
    for (int exponent = -1074; exponent < 1024; exponent++) {
      double power = Math.scalb(1.0, exponent);
      assertShortest(power);
      assertShortest(Math.nextUp(power));
      assertShortest(Math.nextDown(power));
    }
  }

  @Test
  void powersOfTenAndTheirNeighboursReadBack() {
    for (int exponent = -323; exponent <= 308; exponent++) {
      double power = Double.parseDouble("1e" + exponent);
      assertShortest(power);
      assertShortest(Math.nextUp(power));
      assertShortest(Math.nextDown(power));
    }
  }

  @Test
  void anyFloatReadsBackAndIsAsShortAsTheJdks() {
    Random random = new Random(SEED);
    for (int i = 0; i < PATTERNS; i++) {
      assertShortest(Float.intBitsToFloat(random.nextInt()));
      assertShortest(random.nextInt(2_000_000) / 1000f);
    }
    for (int exponent = -149; exponent < 128; exponent++) {
      float power = Math.scalb(1f, exponent);
      assertShortest(power);
      assertShortest(Math.nextUp(power));
      assertShortest(Math.nextDown(power));
    }
  }

  @Test
  void everyHalfPrecisionNumberReadsBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float.float16ToFloat((short) bits);
      if (Float.isFinite(value)) {
        assertEquals((short) bits, Float.floatToFloat16(Float.parseFloat(text(value))));
      }
    }
  }

  private void assertShortest(double value) {
    if (!Double.isFinite(value)) {
      return;
    }
    String text = text(value);
    assertEquals(
        Double.doubleToRawLongBits(value),
        Double.doubleToRawLongBits(Double.parseDouble(text)),
        () -> "seed " + SEED + ": " + value + " became " + text);
    assertSameDigits(text, Double.toString(value));
  }

  private void assertShortest(float value) {
    if (!Float.isFinite(value)) {
      return;
    }
    String text = text(value);
    assertEquals(
        Float.floatToRawIntBits(value),
        Float.floatToRawIntBits(Float.parseFloat(text)),
        () -> "seed " + SEED + ": " + value + " became " + text);
    assertSameDigits(text, Float.toString(value));
  }

  /** The same number, or one of a single digit where the JDK takes two. */
  private static void assertSameDigits(String text, String expected) {
    if (text.equals(expected)) {
      return;
    }
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    BigDecimal jdk = new BigDecimal(expected).stripTrailingZeros();
    if (number.compareTo(jdk) != 0) {
      assertTrue(
          number.precision() == 1 && jdk.precision() == 2,
          () -> "seed " + SEED + ": " + text + " instead of " + expected);
    }
  }

  private String text(double value) {
    return texts.of((buffer, out) -> FloatingPointText.write(value, out));
  }

  private String text(float value) {
    return texts.of((buffer, out) -> FloatingPointText.write(value, out));
  }
}
