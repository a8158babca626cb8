package io.paraflow.reader.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  private static final long SEED = 4711;

  @Test
  void digitsOfEveryLengthAreCountedAndRead() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      int digits = random.nextInt(9);
      byte[] bytes = new byte[8];
      random.nextBytes(bytes);
      for (int k = 0; k < digits; k++) {
        bytes[k] = (byte) ('0' + random.nextInt(10));
      }
      if (digits < 8 && bytes[digits] >= '0' && bytes[digits] <= '9') {
        bytes[digits] = (byte) (random.nextBoolean() ? '/' : ':');
      }
      long word = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertEquals(digits, Numbers.leadingDigits(word), "seed " + SEED);
      if (digits > 0) {
        long expected = Long.parseLong(new String(bytes, 0, digits, StandardCharsets.US_ASCII));
        assertEquals(expected, Numbers.parseDigits(word, digits), "seed " + SEED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0.0",
        "0.1",
        "1e22",
        "0e999999999999",
        "123456789012345e-5",
        "9007199254740992",
        "18446744073709551616",
        "0.10000000000000001",
        "0.30000000000000004",
        "1.7976931348623157e308",
        "4.9e-324",
        "5e-324",
        "0.1000000000000000055511151231257827021181583404541015625"
      })
  void aDoubleHoldsWhatItGivesBack(String text) {
    assertTrue(Numbers.holds(Double.parseDouble(text), text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "1e400",
        "-1e400",
        "1e-400",
        "1e99999999999",
        "0.100000000000000001",
        "18446744073709551615",
        "3.14159265358979323846",
        "1.23e-323"
      })
  void aDoubleDoesNotHoldWhatItRounds(String text) {
    assertFalse(Numbers.holds(Double.parseDouble(text), text));
  }

  @Test
  void whatDoublesPrintIsHeldAndReadBackExactly() {
    Random random = new Random(SEED);
    StringBuilder lines = new StringBuilder();
    double[] expected = new double[20_000];
    for (int i = 0; i < expected.length; i++) {
      double value =
          switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(1_000_000) / 1000.0;
            case 2 -> random.nextDouble() * 1000;
            default -> random.nextLong() * Math.pow(10, random.nextInt(40) - 20);
          };
      expected[i] = Double.isFinite(value) ? value : 0;
      String text = i % 3 == 0 ? String.format("%.16e", expected[i]) : Double.toString(expected[i]);
      lines.append("{\"a\":").append(text).append("}\n");
    }
    Reading reading = Reading.of(lines.toString());
    assertEquals(expected.length, reading.rows.size(), reading.errors.toString());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          Double.toString(expected[i]), reading.rows.get(i).get("a"), "seed " + SEED + " row " + i);
    }
  }

  @Test
  void fractionsOfAllLengthsAreExactWhateverFollows() {
    StringBuilder lines = new StringBuilder();
    List<Double> expected = new ArrayList<>();
    for (int whole = 1; whole <= 9; whole++) {
      for (int fraction = 1; fraction <= 6; fraction++) {
        String digits = "192837465".substring(0, whole) + "." + "048057".substring(0, fraction);
        for (String text : List.of(digits, "-" + digits, digits + "e1", "-" + digits + "E-2")) {
          for (String end : List.of("}", ",\"b\":1}", " }")) {
            lines.append("{\"a\":").append(text).append(end).append('\n');
            expected.add(Double.parseDouble(text));
          }
        }
      }
    }
    Reading reading = Reading.of(lines.toString());
    assertEquals(
        expected.stream().map(String::valueOf).toList(),
        reading.rows.stream().map(row -> row.get("a")).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01.5", "-01.5", "1.", "-1.", "1.e5", "1.5e", "1.5.5", "1..5", ".5", "-.5", "1.5x"
      })
  void aFractionThatIsNotWellFormedIsOneBadRecord(String text) {
    Reading reading = Reading.of("{\"a\":0.5}\n{\"a\":" + text + "}\n{\"a\":2.5}\n");
    assertEquals(1, reading.errors.size());
    assertEquals(List.of("0.5", "2.5"), reading.rows.stream().map(row -> row.get("a")).toList());
  }

  @Test
  void decimalsAreRoundedLikeTheLibraryDoesOrKeptAsText() {
    Random random = new Random(SEED);
    StringBuilder lines = new StringBuilder();
    String[] texts = new String[20_000];
    for (int i = 0; i < texts.length; i++) {
      BigInteger digits = new BigInteger(random.nextInt(80), random);
      BigDecimal number = new BigDecimal(digits, random.nextInt(60) - 20);
      texts[i] = (random.nextBoolean() ? "-" : "") + number;
      lines.append("{\"a\":").append(texts[i]).append(",\"b\":1.5}\n");
    }
    Reading rounded =
        Reading.of(
            lines.toString(), Options.of("inexact-numbers", "round", "sample-bytes", "262144"));
    Reading kept = Reading.of(lines.toString());
    assertEquals(texts.length, rounded.rows.size(), rounded.errors.toString());
    assertEquals(texts.length, kept.rows.size(), kept.errors.toString());
    for (int i = 0; i < texts.length; i++) {
      String message = "seed " + SEED + " row " + i + " " + texts[i];
      double expected = Double.parseDouble(texts[i]);
      String found = rounded.rows.get(i).get("a");
      assertEquals(expected, Double.parseDouble(found), message);
      BigDecimal exact = new BigDecimal(kept.rows.get(i).get("a"));
      boolean same = exact.compareTo(new BigDecimal(texts[i])) == 0;
      assertTrue(same || Numbers.holds(exact.doubleValue(), texts[i]), message);
    }
  }

  @Test
  void integersOfAllLengthsAreExact() {
    Random random = new Random(SEED);
    StringBuilder lines = new StringBuilder();
    long[] expected = new long[20_000];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = random.nextLong() >> random.nextInt(64);
    }
    expected[0] = Long.MAX_VALUE;
    expected[1] = Long.MIN_VALUE;
    for (long value : expected) {
      lines.append("{\"a\":").append(value).append("}\n");
    }
    Reading reading = Reading.of(lines.toString());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Long.toString(expected[i]), reading.rows.get(i).get("a"), "seed " + SEED);
    }
    assertTrue(reading.batches.stream().allMatch(batch -> batch.startsWith("a:bigint ")));
  }
}
