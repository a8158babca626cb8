package io.paraflow.reader.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.file.ReadSpec;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of fields and values that no column of a given schema takes. */
class LeftoversTest {
  private static final String SCHEMA =
      "a:int8,s:struct<b:bool,\"t \"\"\":struct<c:date>>,l:list<struct<d:int8>>,m:map<int8>";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}; {a=1}",
        "{\"a\":1,\"x\":{\"y\": 2}}; {a=1, _rest={\"x\":{\"y\": 2}}}",
        "{\"a\":300}; {_rest={\"a\":300}}",
        "{\"a\":\"1\",\"x\" : 1,\"s\":[ ]}; {_rest={\"a\":\"1\",\"x\" : 1,\"s\":[ ]}}",
        "{\"s\":{\"b\":true,\"x\":1,\"y\":2}}; {s={\"b\":true}, _rest={\"s\":{\"x\":1,\"y\":2}}}",
        "{\"s\":{\"b\":1,\"t \\\"\":{\"c\":\"no\",\"z\":null},\"w\":1},\"v\":0};"
            + " {s={\"t \\\"\":{}},"
            + " _rest={\"s\":{\"b\":1,\"t \\\"\":{\"c\":\"no\",\"z\":null},\"w\":1},\"v\":0}}",
        "{\"u\":0,\"s\":{\"t \\\"\":{\"z\":1}}};"
            + " {s={\"t \\\"\":{}}, _rest={\"u\":0,\"s\":{\"t \\\"\":{\"z\":1}}}}",
        "{\"l\":[{\"d\":1},{\"d\":300}]}; {_rest={\"l\":[{\"d\":1},{\"d\":300}]}}",
        "{\"l\":[{\"d\":1},{\"e\":3}],\"a\":1}; {a=1, _rest={\"l\":[{\"d\":1},{\"e\":3}]}}",
        "{\"l\":[{\"d\":1}],\"m\":{\"k\":true}}; {l=[{\"d\":1}], _rest={\"m\":{\"k\":true}}}",
        "{\"a\":\"x\",\"a\":1}; {a=1, _rest={\"a\":\"x\"}}",
        "{\"l\":[{\"d\":1}],\"l\":[2]}; {_rest={\"l\":[2]}}",
      })
  void theyGoToTheRestUnderTheKeysThatTheyHad(String line, String row) {
    NdjsonOptions options = Options.of("schema", SCHEMA, "mismatches", "rest");
    String text = "{\"a\":7,\"l\":[]}\n" + line + "\n{\"a\":8}\n" + line + "\n";
    Reading reading = Reading.of(text, options);
    assertEquals("[{a=7, l=[]}, " + row + ", {a=8}, " + row + "]", reading.good());
  }

  @Test
  void whereValuesAreErrorsAListFitsOrDoesNot() {
    Reading reading =
        Reading.of(
            "{\"l\":[{\"d\":1,\"e\":2}]}\n{\"s\":{\"x\":1}}\n{\"a\":300}\n",
            Options.schema(SCHEMA));
    assertEquals("[{s={}, _rest={\"s\":{\"x\":1}}}]", reading.rows.toString());
    assertEquals(
        List.of(ErrorCode.VALUE_MISMATCH, ErrorCode.VALUE_MISMATCH),
        reading.errors.stream().map(error -> error.code()).toList());
  }

  @Test
  void whereFieldsAreErrorsTheyAreSoAtAnyDepth() {
    Reading reading =
        Reading.of(
            "{\"x\":1}\n{\"s\":{\"x\":1}}\n{\"l\":[{\"e\":2}]}\n{\"a\":300}\n",
            Options.of("schema", SCHEMA, "unknown-fields", "error", "mismatches", "rest"));
    assertEquals("[{_rest={\"a\":300}}]", reading.rows.toString());
    assertEquals(3, reading.errors.size());
  }

  @Test
  void aMalformedValueIsNoMismatch() {
    Reading reading =
        Reading.of(
            "{\"a\":[1,}\n{\"l\":[{\"d\":300},}\n{\"s\":{\"x\":nul}}\n{\"a\":1}\n",
            Options.of("schema", SCHEMA, "mismatches", "rest"));
    assertEquals("[{a=1}]", reading.rows.toString());
    assertTrue(
        reading.errors.stream().allMatch(error -> error.code() == ErrorCode.MALFORMED_RECORD),
        reading.errors.toString());
  }

  @Test
  void aColumnThatIsNotNullableNeverGivesItsValueAway() {
    Field required = Field.notNullable("a", new ArrowType.Int(8, true));
    Field list =
        new Field(
            "l",
            FieldType.nullable(ArrowType.List.INSTANCE),
            List.of(Field.notNullable("item", new ArrowType.Int(8, true))));
    String schema = new Schema(List.of(required, list)).toJson();
    Reading reading =
        Reading.of(
            "{\"a\":300}\n{}\n{\"a\":null}\n{\"a\":1,\"l\":[1,null]}\n",
            Options.of("schema", schema, "mismatches", "rest"));
    assertEquals("[{a=1, _rest={\"l\":[1,null]}}]", reading.rows.toString());
    assertEquals(3, reading.errors.size());
  }

  @Test
  void valuesAreErrorsWhereTheRestIsNotAskedFor() {
    NdjsonOptions options = Options.of("schema", SCHEMA, "mismatches", "rest");
    byte[] text = "{\"a\":300}\n{\"a\":1,\"x\":1}\n{\"s\":1}\n".getBytes(UTF_8);
    ReadSpec without = new ReadSpec(100, 1 << 20, List.of("a"), null);
    Reading reading = Reading.of(text, options, without);
    assertEquals("[{a=1}, {}]", reading.rows.toString());
    assertEquals(1, reading.errors.size());
    ReadSpec with = new ReadSpec(100, 1 << 20, List.of("a", "_rest"), null);
    assertEquals(
        "[{_rest={\"a\":300}}, {a=1, _rest={\"x\":1}}, {}]",
        Reading.of(text, options, with).good());
  }
}
