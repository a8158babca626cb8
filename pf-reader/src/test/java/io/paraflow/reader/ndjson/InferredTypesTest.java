package io.paraflow.reader.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types that columns are inferred to have only when an option says so. */
class InferredTypesTest {
  private static final long SEED = 99;
  private static final NdjsonOptions DECIMALS = Options.of("inexact-numbers", "decimal");
  private static final NdjsonOptions TIMESTAMPS = Options.of("infer-timestamps", "true");

  /** Two values, of which the first is in the sample, or both are: what becomes of both then. */
  private static void assertWidens(
      NdjsonOptions options, String first, String second, String type, String one, String two) {
    for (boolean sampled : new boolean[] {true, false}) {
      String padding = "\n".repeat(sampled ? 0 : 8192);
      Reading reading =
          Reading.of("{\"a\":" + first + "}\n" + padding + "{\"a\":" + second + "}\n", options);
      List<String> values = reading.rows.stream().map(row -> row.get("a")).toList();
      assertEquals(2, values.size(), reading.errors.toString());
      if (sampled) {
        assertEquals(1, reading.batches.size());
        assertEquals(type, reading.schema().findField("a").getType().toString());
        assertEquals(one, String.valueOf(values.get(0)));
        assertEquals(two, String.valueOf(values.get(1)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|18446744073709551616|Decimal(38, 0, 128)|1|18446744073709551616",
        "18446744073709551615|-1|Decimal(38, 0, 128)|18446744073709551615|-1",
        "2.5|9007199254740993|Decimal(38, 1, 128)|2.5|9007199254740993.0",
        "9007199254740993|2.5|Decimal(38, 1, 128)|9007199254740993.0|2.5",
        "0.12345678901234567890|1|Decimal(38, 19, 128)|0.1234567890123456789|1.0000000000000000000",
        "null|3.14159265358979323846|Decimal(38, 20, 128)|null|3.14159265358979323846",
        "123456789012345678901234567890.5|0.12345678901234567891|Decimal(76, 20, 256)"
            + "|123456789012345678901234567890.50000000000000000000|0.12345678901234567891",
        "1|1e400|Utf8|1|1e400",
        "1e60|1.12345678901234567891|Utf8|1e60|1.12345678901234567891",
        "18446744073709551616|\"x\"|Utf8|18446744073709551616|x",
        "true|18446744073709551616|Utf8|true|18446744073709551616",
        "18446744073709551616|true|Utf8|18446744073709551616|true",
        "18446744073709551616|-0.0|Decimal(38, 0, 128)|18446744073709551616|0",
        "1|2.5|FloatingPoint(DOUBLE)|1.0|2.5",
        "1|2|Int(64, true)|1|2",
      })
  void numbersThatNoDoubleHoldsBecomeDecimals(
      String first, String second, String type, String one, String two) {
    assertWidens(DECIMALS, first, second, type, one, two);
  }

  @Test
  void decimalsOfAnyShapeAreExactWhateverComesNext() {
    Random random = new Random(SEED);
    for (int file = 0; file < 40; file++) {
      StringBuilder lines = new StringBuilder();
      BigDecimal[] numbers = new BigDecimal[200];
      int digits = 1 + random.nextInt(200);
      for (int i = 0; i < numbers.length; i++) {
        BigInteger unscaled = new BigInteger(random.nextInt(digits), random);
        numbers[i] = new BigDecimal(unscaled, random.nextInt(1 + digits / 6));
        numbers[i] = random.nextBoolean() ? numbers[i] : numbers[i].negate();
        lines.append("{\"a\":").append(numbers[i]).append("}\n");
      }
      Reading reading = Reading.of(lines.toString(), DECIMALS);
      assertEquals(numbers.length, reading.rows.size(), reading.errors.toString());
      for (int i = 0; i < numbers.length; i++) {
        String found = reading.rows.get(i).get("a");
        boolean held =
            new BigDecimal(found).compareTo(numbers[i]) == 0
                || Numbers.holds(Double.parseDouble(found), numbers[i].toString());
        assertTrue(held, "seed " + SEED + ", file " + file + ", " + numbers[i] + " as " + found);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"1970-01-01T00:00:01Z\"|\"1970-01-01T01:00:00.5+01:00\"|Timestamp(MICROSECOND, UTC)"
            + "|1000000|500000",
        "null|\"1970-01-01 00:00Z\"|Timestamp(MICROSECOND, UTC)|null|0",
        "\"1970-01-01T00:00:01Z\"|\"1970-01-01T00:00:00.000000001Z\"|Timestamp(NANOSECOND, UTC)"
            + "|1000000000|1",
        "\"1970-01-01T00:00:00.000000001Z\"|\"1970-01-01T00:00:01Z\"|Timestamp(NANOSECOND, UTC)"
            + "|1|1000000000",
        "\"9999-12-31T00:00:00Z\"|\"1970-01-01T00:00:00.000000001Z\"|Utf8"
            + "|9999-12-31T00:00:00Z|1970-01-01T00:00:00.000000001Z",
        "\"9999-12-31T00:00:00.000000001Z\"|null|Utf8|9999-12-31T00:00:00.000000001Z|null",
        "\"1970-01-01T00:00:01\"|\"1970-01-01T00:00:02\"|Timestamp(MICROSECOND, null)"
            + "|1970-01-01T00:00:01|1970-01-01T00:00:02",
        "\"1970-01-01T00:00:01\"|\"1970-01-01T00:00:01Z\"|Utf8"
            + "|1970-01-01T00:00:01|1970-01-01T00:00:01Z",
        "\"1970-01-01T00:00:01Z\"|5|Utf8|1970-01-01T00:00:01Z|5",
        "5|\"1970-01-01T00:00:01Z\"|Utf8|5|1970-01-01T00:00:01Z",
        "\"1970-01-01T00:00:01Z\"|\"\"|Utf8|1970-01-01T00:00:01Z|``",
        "\"x\"|\"1970-01-01T00:00:01Z\"|Utf8|x|1970-01-01T00:00:01Z",
        "\"1970-01-01\"|\"1970-01-01T00:00:01Z\"|Utf8|1970-01-01|1970-01-01T00:00:01Z",
      })
  void stringsOfDatesAndTimesBecomeTimestamps(
      String first, String second, String type, String one, String two) {
    assertWidens(TIMESTAMPS, first, second, type, one, two);
  }

  @Test
  void nothingIsATimestampUnlessAskedFor() {
    Reading reading = Reading.of("{\"a\":\"1970-01-01T00:00:01Z\"}\n");
    assertEquals(ArrowType.Utf8.INSTANCE, reading.schema().findField("a").getType());
  }

  @Test
  void timestampsAreInferredWithinListsAndObjects() {
    Reading reading =
        Reading.of(
            "{\"a\":[\"1970-01-01T00:00:01Z\",null],\"b\":{\"c\":\"1970-01-01T00:00\"}}\n",
            TIMESTAMPS);
    assertEquals(
        List.of("a:list<timestampmicrotz>,b:struct<c:timestampmicro> x1"), reading.batches);
  }
}
