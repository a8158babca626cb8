package io.paraflow.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.RowFilter.Condition;
import io.paraflow.core.file.RowFilter.Operator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "status >= 500|status|GREATER_OR_EQUAL|500",
        "status>=500|status|GREATER_OR_EQUAL|500",
        "level != INFO|level|NOT_EQUAL|INFO",
        "name = 'two words'|name|EQUAL|two words",
        "name = \"two words\"|name|EQUAL|two words",
        "\"odd name\" < -1.5|odd name|LESS|-1.5",
        "a <= b = c|a|LESS_OR_EQUAL|b = c",
        "user.id > x|user.id|GREATER|x",
      })
  void aConditionIsColumnOperatorConstant(
      String text, String column, Operator operator, String literal) {
    assertEquals(
        List.of(new Condition(column, operator, literal)),
        RowFilter.parse(List.of(text)).conditions());
  }

  @Test
  void anEmptyTextIsWrittenInQuotes() {
    assertEquals("", RowFilter.parse(List.of("a = ''")).conditions().getFirst().literal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "status", "status >", "> 5", "status ~ 5", "= 5"})
  void anythingElseIsRefusedWithTheForm(String text) {
    IngestException error =
        assertThrows(IngestException.class, () -> RowFilter.parse(List.of(text)));
    assertEquals(ErrorCode.INVALID_FILTER, error.code());
    assertEquals(
        "Filter \""
            + text
            + "\" is not of the form: column op value, with op one of = != < <= > >=",
        error.getMessage());
  }

  @Test
  void severalTextsAreAllConditions() {
    RowFilter filter = RowFilter.parse(List.of("a > 1", "b < 2", "a < 9"));
    assertEquals(3, filter.conditions().size());
    assertEquals(List.of("a", "b"), filter.columns());
  }

  @Test
  void aRangeMayHoldAWantedValueExactlyWhenOneOfItsValuesIsWanted() {
    for (Operator operator : Operator.values()) {
      for (int least = -3; least <= 3; least++) {
        for (int greatest = least; greatest <= 3; greatest++) {
          boolean any = false;
          for (int value = least; value <= greatest; value++) {
            any |= operator.accepts(Integer.compare(value, 0));
          }
          assertEquals(
              any,
              operator.mayAccept(Integer.compare(least, 0), Integer.compare(greatest, 0)),
              operator + " " + least + ".." + greatest);
        }
      }
    }
  }
}
