package io.paraflow.reader.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.ReadSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonReaderTest {
  @Test
  void readsObjectsIntoColumns() {
    Reading reading =
        Reading.of(
            """
            {"a":1,"b":"x","c":true,"d":1.5,"e":null,"f":{"g":[1,2],"h":"y"}}
            {"b":"é\\n\\u20ac\\ud83d\\ude00","a":-2,"f":null,"e":null}
            """);
    assertEquals(
        "[{a=1, b=x, c=true, d=1.5, f={\"g\":[1,2],\"h\":\"y\"}}, {a=-2, b=é\n€😀}]",
        reading.good());
    assertEquals(
        List.of("a:bigint,b:varchar,c:bit,d:float8,e:null,f:struct<g:list<bigint>,h:varchar> x2"),
        reading.batches);
    assertEquals(List.of(0L, 66L), reading.ordinals);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n\r\n", "\ufeff", "\ufeff\n", "  \n\t\n \n", " "})
  void aFileWithoutRecordsIsEmpty(String text) {
    Reading reading = Reading.of(text);
    assertEquals("[]", reading.good());
    assertEquals(List.of(), reading.batches);
  }

  @Test
  void linesMayEndInAnyWayAndBeBlank() {
    Reading reading =
        Reading.of("\ufeff{\"a\":1}\r\n\n \t\r\n  {\"a\":2} \t\n{\"a\":\r3}\n\n{\"a\":4}");
    assertEquals("[{a=1}, {a=2}, {a=3}, {a=4}]", reading.good());
    assertEquals(List.of(0L, 17L, 29L, 39L), reading.ordinals);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}{\"a\":2}",
        "{\"a\":1} 2",
        "{\"a\":1}\r{\"a\":2}",
        "{\"a\":1,}",
        "{\"a\":1",
        "{\"a\"",
        "{",
        "{\"a\":\"x",
        "{\"a\":\"\\",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":nul}",
        "{\"a\":truex}",
        "{a:1}",
        "{\"a\" 1}",
        "[1,]",
        "[1 2]",
        "]",
        "\ufeff{\"a\":1}",
        "{\"new\":{\"x\":[1,{\"y\":"
      })
  void aMalformedLineIsReportedAndNothingElse(String line) {
    String text = "{\"a\":1,\"b\":\"x\"}\n" + line + "\n{\"a\":2,\"b\":\"y\"}\n" + line;
    Reading reading = Reading.of(text);
    assertEquals("[{a=1, b=x}, {a=2, b=y}]", reading.rows.toString());
    assertEquals(List.of("a:bigint,b:varchar x2"), reading.batches);
    assertEquals(2, reading.errors.size());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = line.getBytes(StandardCharsets.UTF_8).length;
    assertError(reading.errors.get(0), ErrorCode.MALFORMED_RECORD, 16, line);
    assertError(reading.errors.get(1), ErrorCode.MALFORMED_RECORD, bytes.length - length, line);
  }

  private static void assertError(RecordError error, ErrorCode code, long ordinal, String raw) {
    assertEquals(code, error.code(), error.message());
    assertEquals(ordinal, error.ordinal());
    assertEquals("read", error.step());
    assertEquals("v1", error.version());
    byte[] bytes = error.raw();
    assertNotNull(bytes);
    assertEquals(raw, new String(bytes, StandardCharsets.UTF_8));
    assertTrue(error.message().lines().count() == 1, error.message());
  }

  @Test
  void aRecordThatIsNotAnObjectGoesToTheColumnValue() {
    Reading reading = Reading.of("[1,2]\n{\"a\":1}\n[]\nnull");
    assertEquals("[{value=[1,2]}, {a=1}, {value=[]}, {}]", reading.good());
    assertEquals(List.of("value:list<bigint>,a:bigint x4"), reading.batches);
  }

  @Test
  void spaceAroundKeysMayDifferFromLineToLine() {
    List<String> forms =
        List.of(
            "{'k':1,'other':2}",
            "{'k': 1, 'other': 2}",
            "{ 'k' : 1 , 'other' : 2 }",
            "{'k':  1,  'other':  2}",
            "{\t'k':1,\r'other':\t2}",
            "{'other':2,'k':1}",
            "{'other': 2, 'k': 1}");
    for (int length = 0; length <= 300; length += length < 40 ? 1 : 65) {
      String key = "k".repeat(length);
      Random random = new Random(length);
      StringBuilder text = new StringBuilder();
      for (int line = 0; line < 50; line++) {
        String form = forms.get(random.nextInt(forms.size()));
        text.append(form.replace("'k'", "'" + key + "'").replace('\'', '"')).append('\n');
      }

      Reading reading = Reading.of(text.toString());

      assertEquals(List.of(), reading.errors, key);
      assertEquals(Collections.nCopies(50, Map.of(key, "1", "other", "2")), reading.rows);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':1'b':2}",
        "{'a':1,,'b':2}",
        "{,'a':1,'b':2}",
        "{'a':1,'b':2,}",
        "{'a':1,'b'2}",
        "{'a':1,'b':}",
        "{'a':1,'b': }",
        "{'a':1,'b': ,'c':3}",
        "{'a':1 'b':2}",
        "{'a':1,'b':2"
      })
  void whatIsLikeTheLineBeforeUpToTheFaultIsRefused(String line) {
    String good = "{'a':1,'b':2}\n{'a':1,'b':2}\n";

    Reading reading = Reading.of((good + line + "\n" + good).replace('\'', '"'));

    assertEquals(4, reading.rows.size());
    assertEquals(
        List.of((long) good.length()), reading.errors.stream().map(RecordError::ordinal).toList());
  }

  @Test
  void aByteThatIsNoKeyIsRefusedWhateverItIs() {
    String key = "k".repeat(300);
    byte[] good = ("{\"" + key + "\" :1}\n").getBytes(StandardCharsets.UTF_8);
    for (int b = 0; b < 256; b++) {
      if (b == '"' || b == '\n') {
        continue;
      }
      byte[] bad = {'{', (byte) b, '1', '}', '\n'};
      byte[] text = Arrays.copyOf(good, good.length + bad.length);
      System.arraycopy(bad, 0, text, good.length, bad.length);

      Reading reading = Reading.of(text, Options.defaults(), ReadSpec.all(1000, 1 << 20));

      assertEquals(1, reading.rows.size(), "byte " + b);
      assertEquals(1, reading.errors.size(), "byte " + b);
    }
  }

  @Test
  void theLastOfDuplicateKeysWins() {
    Reading reading =
        Reading.of(
            """
            {"a":1,"b":"long text","c":{"x":1,"y":2},"d":[1,2,3],"a":2,"b":"s","c":{"y":3},"d":[4]}
            {"a":null,"a":5,"b":"t","a":null,"b":"u","d":[],"d":[7,8]}
            """);
    assertEquals("[{a=2, b=s, c={\"y\":3}, d=[4]}, {b=u, d=[7,8]}]", reading.good());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|2.5|float8|1.0|2.5",
        "9007199254740993|2.5|varchar|9007199254740993|2.5",
        "2.5|9007199254740993|varchar|2.5|9007199254740993",
        "1|18446744073709551615|uint8|1|18446744073709551615",
        "-1|18446744073709551615|varchar|-1|18446744073709551615",
        "1|18446744073709551616|varchar|1|18446744073709551616",
        "1|true|varchar|1|true",
        "1.50|\"x\"|varchar|1.50|x",
        "{\"b\": 1}|2|varchar|{\"b\": 1}|2",
        "[1, 2]|{}|varchar|[1, 2]|{}",
        "true|[ ]|varchar|true|[ ]",
        "1e400|1|varchar|1e400|1",
        "0.12345678901234567890|1|varchar|0.12345678901234567890|1",
        "-0|1|bigint|0|1",
        "-0.0|1|float8|-0.0|1.0",
        "9223372036854775807|-9223372036854775808|bigint|9223372036854775807|-9223372036854775808",
        "1E2|0.1|float8|100.0|0.1",
        "0.30000000000000004|1|float8|0.30000000000000004|1.0",
        "[]|[1]|list|[]|[1]",
        "[1]|[\"x\"]|list|[\"1\"]|[\"x\"]",
        "{}|{\"x\":1}|struct|{}|{\"x\":1}",
      })
  void typesWidenWithoutLoss(String first, String second, String type, String one, String two) {
    for (boolean sampled : new boolean[] {true, false}) {
      String padding = "\n".repeat(sampled ? 0 : 8192);
      Reading reading =
          Reading.of("{\"a\":" + first + "}\n" + padding + "{\"a\":" + second + "}\n");
      List<String> values = reading.rows.stream().map(row -> row.get("a")).toList();
      assertEquals(2, values.size(), reading.errors.toString());
      assertEquals(two, values.get(1));
      if (sampled) {
        assertTrue(reading.batches.getLast().startsWith("a:" + type), reading.batches.toString());
        assertEquals(1, reading.batches.size());
        assertEquals(one, values.get(0));
      }
    }
  }

  @Test
  void aFieldThatComesLateIsInTheSameBatchAndStays() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      text.append("{\"a\":").append(i).append("}\n");
    }
    text.append("{\"late\":\"x\",\"a\":1000}\n{\"a\":1001}\n");
    Reading reading =
        Reading.of(
            text.toString().getBytes(StandardCharsets.UTF_8),
            Options.defaults(),
            ReadSpec.all(600, 1 << 20));
    assertEquals(List.of("a:bigint x600", "a:bigint,late:varchar x402"), reading.batches);
    assertEquals("{a=1000, late=x}", reading.rows.get(1000).toString());
    assertEquals("{a=1001}", reading.rows.get(1001).toString());
  }

  @Test
  void aValueThatNeedsAWiderColumnEndsTheBatch() {
    String text = "{\"a\":1}\n".repeat(1000) + "{\"a\":\"x\"}\n{\"a\":2}\n";
    Reading reading = Reading.of(text);
    assertEquals(List.of("a:bigint x1000", "a:varchar x2"), reading.batches);
    assertEquals("{a=x}", reading.rows.get(1000).toString());
    assertEquals("{a=2}", reading.rows.get(1001).toString());
  }

  @Test
  void aMalformedRecordWidensNothing() {
    String text = "{\"a\":1}\n".repeat(1000) + "{\"a\":\"x\",}\n{\"a\":2}\n";
    Reading reading = Reading.of(text);
    assertEquals(List.of("a:bigint x1000", "a:bigint x1"), reading.batches);
    assertEquals(1, reading.errors.size());
  }

  @Test
  void aSchemaRefusesWhatDoesNotFit() {
    Reading reading =
        Reading.of(
            """
            {"a":1,"b":"x","c":{"d":[1.5,2]},"e":{"any": [1]},"f":true,"g":18446744073709551615}
            {"a":1.5}
            {"a":9223372036854775808}
            {"b":1}
            {"c":{"d":["x"]}}
            {"c":{"new":1}}
            {"f":0}
            {"g":-1}
            {"c":{"d":[1e400]}}
            {"b":null,"e":"s","z":1, "y":{"q":[]}}
            [1]
            """,
            Options.schema("a:int64,b:string,c:struct<d:list<double>>,e:json,f:bool,g:uint64"));
    assertEquals(
        "[{a=1, b=x, c={\"d\":[1.5,2.0]}, e={\"any\": [1]}, f=true, g=18446744073709551615},"
            + " {c={}, _rest={\"c\":{\"new\":1}}}, {e=\"s\", _rest={\"z\":1,\"y\":{\"q\":[]}}}]",
        reading.rows.toString());
    assertEquals(8, reading.errors.size());
    for (RecordError error : reading.errors) {
      assertEquals(ErrorCode.VALUE_MISMATCH, error.code(), error.message());
    }
  }

  @Test
  void unknownFieldsCanBeErrors() {
    Reading reading = Reading.of("{\"a\":1}\n{\"a\":1,\"b\":2}\n", Options.strictSchema("a:int64"));
    assertEquals("[{a=1}]", reading.rows.toString());
    assertEquals(List.of("a:bigint x1"), reading.batches);
    assertEquals(ErrorCode.VALUE_MISMATCH, reading.errors.getFirst().code());
    assertEquals(8, reading.errors.getFirst().ordinal());
  }

  @Test
  void onlyTheColumnsAskedForAreRead() {
    byte[] text =
        "{\"a\":1,\"b\":\"x\",\"c\":[1,\"é\"]}\n{\"b\":\"y\",\"c\":[01]}\n{\"d\":1,\"b\":\"z\"}\n"
            .getBytes(StandardCharsets.UTF_8);
    ReadSpec spec = new ReadSpec(100, 1 << 20, List.of("b", "a"), null);
    Reading reading = Reading.of(text, Options.defaults(), spec);
    assertEquals("[{b=x, a=1}, {b=z}]", reading.rows.toString());
    assertEquals(List.of("b:varchar,a:bigint x2"), reading.batches);
    assertEquals(1, reading.errors.size());
  }

  @Test
  void aColumnThatTheFileDoesNotHaveFailsTheFile() {
    byte[] text = "{\"a\":1}\n".getBytes(StandardCharsets.UTF_8);
    ReadSpec spec = new ReadSpec(100, 1 << 20, List.of("b"), null);
    Reading inferred = Reading.of(text, Options.defaults(), spec);
    assertNotNull(inferred.failure);
    assertEquals(ErrorCode.UNKNOWN_COLUMN, inferred.failure.code());
    Reading given = Reading.of(text, Options.schema("a:int64,b:string"), spec);
    assertEquals("[{}]", given.good());
    assertEquals("[]", Reading.of(new byte[0], Options.defaults(), spec).good());
  }

  @Test
  void limitsRefuseTheirRecordOnly() {
    String big = "{\"a\":\"" + "x".repeat(6000) + "\"}";
    String deep = "[".repeat(5) + "]".repeat(5);
    String wide = "{\"a\":\"y\",\"b\":1,\"c\":2,\"d\":3}";
    String text =
        "{\"a\":\"1\"}\n" + String.join("\n", big, deep, wide) + "\n{\"a\":\"2\",\"b\":5}";
    Reading reading = Reading.of(text, Options.limits(5000, 4, 3));
    assertEquals("[{a=1}, {a=2, b=5}]", reading.rows.toString());
    assertEquals(
        List.of(ErrorCode.RECORD_TOO_LARGE, ErrorCode.LIMIT_EXCEEDED, ErrorCode.LIMIT_EXCEEDED),
        reading.errors.stream().map(RecordError::code).toList());
    assertEquals(
        List.of(10L, 10L + big.length() + 1, 10L + big.length() + 1 + deep.length() + 1),
        reading.errors.stream().map(RecordError::ordinal).toList());
    RecordError large = reading.errors.getFirst();
    assertTrue(large.message().contains(String.valueOf(big.length())), large.message());
    assertEquals(big.substring(0, 4096), new String(large.raw(), StandardCharsets.UTF_8));
  }

  @Test
  void batchesEndAtRowsAndBytes() {
    byte[] text = "{\"a\":\"0123456789\"}\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    Reading rows = Reading.of(text, Options.defaults(), ReadSpec.all(30, 1 << 20));
    assertEquals(
        List.of("a:varchar x30", "a:varchar x30", "a:varchar x30", "a:varchar x10"), rows.batches);
    Reading one = Reading.of(text, Options.defaults(), ReadSpec.all(30, 1));
    assertEquals(100, one.batches.size());
    Reading bytes = Reading.of(text, Options.defaults(), ReadSpec.all(1000, 300));
    assertEquals(100, bytes.rows.size());
    // 10 bytes of text, 4 of offset, a bit: 21 rows are the first that reach 300 bytes.
    assertEquals("a:varchar x21", bytes.batches.getFirst());
  }
}
