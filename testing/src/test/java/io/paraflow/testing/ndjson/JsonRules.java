package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When a value that came out of inferred columns is the value that went in, by the rules of the
 * documentation: null is as good as absent, a string may have a value's JSON text, a double may
 * stand for the digits that it holds, and a date and time may be written in another way.
 */
final class JsonRules {
  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** No double has more significant digits that tell it from its neighbours. */
  private static final int MOST_DIGITS = 17;

  private JsonRules() {}

  /** What Jackson makes of a text, every digit of its numbers included. */
  static JsonNode parse(byte[] text) throws IOException {
    return JACKSON.readTree(text);
  }

  static void assertSame(JsonNode found, JsonNode expected, String path) {
    if (expected.isNull() || expected.isMissingNode()) {
      if (!found.isNull() && !found.isMissingNode()) {
        fail(path + ": expected null but found " + found);
      }
    } else if (found.isTextual() && !expected.isTextual()) {
      assertSame(parsed(found.textValue()), expected, path);
    } else if (expected.isObject() && found.isObject()) {
      expected
          .fieldNames()
          .forEachRemaining(
              name -> assertSame(found.path(name), expected.get(name), path + "/" + name));
      found
          .properties()
          .forEach(
              field -> {
                if (!expected.has(field.getKey()) && !field.getValue().isNull()) {
                  fail(path + ": extra " + field.getKey());
                }
              });
    } else if (expected.isArray() && found.isArray()) {
      assertEquals(expected.size(), found.size(), path);
      for (int i = 0; i < expected.size(); i++) {
        assertSame(found.get(i), expected.get(i), path + "/" + i);
      }
    } else if (expected.isNumber() && found.isNumber()) {
      assertTrue(
          found.decimalValue().compareTo(expected.decimalValue()) == 0
              || isHeld(expected.decimalValue(), found.doubleValue()),
          path + ": expected " + expected + " but found " + found);
    } else if (!expected.equals(found)) {
      Optional<LocalDateTime> time = time(expected);
      assertTrue(
          time.isPresent() && time.equals(time(found)),
          path + ": expected " + expected + " but found " + found);
    }
  }

  private static boolean isHeld(BigDecimal number, double nearest) {
    BigDecimal exact = new BigDecimal(nearest);
    BigDecimal digits = number.stripTrailingZeros();
    MathContext context = new MathContext(digits.precision(), RoundingMode.HALF_EVEN);
    return exact.compareTo(digits) == 0
        || (digits.precision() <= MOST_DIGITS && exact.round(context).compareTo(digits) == 0);
  }

  private static Optional<LocalDateTime> time(JsonNode text) {
    try {
      String time = text.asText();
      return Optional.of(
          time.endsWith("Z")
              ? OffsetDateTime.parse(time).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
              : LocalDateTime.parse(time));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return parse(text.getBytes(UTF_8));
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
