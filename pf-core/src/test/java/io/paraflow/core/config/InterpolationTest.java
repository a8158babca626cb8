package io.paraflow.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOST", "alpha", "EMPTY", "", "NESTED", "${HOST}", "MONEY", "$1\\");

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "${HOST}, alpha",
    "a-${HOST}-b-${HOST}, a-alpha-b-alpha",
    "${HOST:-worker-1}, alpha",
    "${NONE:-worker-1}, worker-1",
    "${EMPTY:-worker-1}, worker-1",
    "x${NONE:-}y, xy",
    "${NESTED}, ${HOST}",
    "${MONEY}, $1\\",
    "$${HOST}, ${HOST}",
    "$HOST and $5, $HOST and $5",
  })
  void replacesReferences(String text, String expected) {
    assertEquals(expected, Interpolation.apply(text, ENVIRONMENT));
  }

  @Test
  void namesTheVariableThatIsNotSet() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Interpolation.apply("${NONE}", ENVIRONMENT));

    assertEquals(
        "environment variable NONE is not set; set it, or write ${NONE:-default} to have a default",
        e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> Interpolation.apply("${EMPTY}", ENVIRONMENT));
  }

  @ParameterizedTest
  @CsvSource({"${}", "${1A}", "${HOST", "${HOST-x}", "${HOST:=x}", "${HO ST}"})
  void refusesOtherForms(String text) {
    assertThrows(IllegalArgumentException.class, () -> Interpolation.apply(text, ENVIRONMENT));
  }
}
