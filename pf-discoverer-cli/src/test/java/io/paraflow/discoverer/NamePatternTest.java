package io.paraflow.discoverer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamePatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *                     | anything at all     | true
          *.parquet             | part-0.parquet      | true
          *.parquet             | part-0.parquet.crc  | false
          *.parquet             | PART.PARQUET        | false
          part-?.json           | part-7.json         | true
          part-?.json           | part-77.json        | false
          part-?.json           | part-😀.json        | true
          part-[0-3]*           | part-2x             | true
          part-[0-3]*           | part-4x             | false
          part-[!0-3]*          | part-4x             | true
          part-[!0-3]*          | part-0x             | false
          part-[^0-3]*          | part-^x             | true
          part-[]x]             | part-]              | true
          part-[a-]             | part--              | true
          []-]                  | -                   | true
          *.{parquet,ndjson}    | a.ndjson            | true
          *.{parquet,ndjson}    | a.csv               | false
          {a,b{1,2}}.x          | b2.x                | true
          \\*.x                 | a.x                 | false
          a.b                   | axb                 | false
          ü*ß                   | üäöß                | true
          x}y,z                 | x}y,z               | true
          """)
  void aGlobMatchesTheWholeName(String glob, String name, boolean expected) {
    assertEquals(expected, NamePattern.parse(glob).matches(name));
  }

  @Test
  void escapedAndControlCharactersStandForThemselves() {
    assertTrue(NamePattern.parse("\\*\\{").matches("*{"));
    assertTrue(NamePattern.parse("a+(b)^$|.x").matches("a+(b)^$|.x"));
    assertTrue(NamePattern.parse("a*b").matches("a\n\r\u2028b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a[", "a[b", "a[!", "{a,b", "a\\", "[z-a]"})
  void aGlobThatIsNotFinishedIsAnError(String glob) {
    assertThrows(IllegalArgumentException.class, () -> NamePattern.parse(glob));
  }
}
