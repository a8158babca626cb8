package io.paraflow.reader.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The types that a schema gives: what fits them, what does not, and how they are written. */
class GivenColumnsTest {
  /** Values of each type that fit, and values that do not; {@code |} stands between them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "int8; -128|127|0|-0; -129|128|1.0|1e1|\"1\"|true|9223372036854775808",
        "int16; -32768|32767; -32769|32768",
        "int32; -2147483648|2147483647; -2147483649|2147483648|99999999999999999999",
        "int64; -9223372036854775808|9223372036854775807; 9223372036854775808|1.0",
        "uint8; 0|255; -1|256|[1]",
        "uint16; 0|65535; -1|65536",
        "uint32; 0|4294967295; -1|4294967296|18446744073709551616",
        "uint64; 0|18446744073709551615; -1|18446744073709551616",
        "float; 0|1.5|-0.0|0.1|16777216|3.4028235e38|1.4e-45|0.33333334;"
            + " 16777217|0.3333333333|1e39|1e-60|\"1\"",
        "double; 0.1|1|9007199254740992; 9007199254740993|1e400|0.10000000000000000001",
        "decimal(5,2); 0|1|-999.99|1.5|1.500|1e2|12e-1|0e9; 1000|0.001|99999e-3|1e400|\"1\"",
        "decimal(3); 999|1.0|-1e2; 1000|0.1",
        "decimal(38,38); 0.12345678901234567890123456789012345678;"
            + " 1|0.123456789012345678901234567890123456789",
        "decimal(76,0); 1e75|" + "9999999999999999999999999999999999999999; 1e76|0.5",
        "date; \"2026-01-31\"|\"0000-02-29\"|\"-0001-12-31\"|\"2026\\u002d01-31\";"
            + " \"2026-02-29\"|\"2026-1-31\"|20260131|\"2026-01-31T00:00\"|\"+99999999999-01-01\"",
        "time(s); \"00:00:00\"|\"23:59:59\"|\"12:34\"|\"12:34:56.000\";"
            + " \"24:00:00\"|\"12:34:56.1\"",
        "time(ms); \"12:34:56.789\"; \"12:34:56.7891\"|1",
        "time(us); \"12:34:56,789012\"; \"12:34:56.7890123\"",
        "time(ns); \"12:34:56.789012345\"; \"12:34:56.7890123456\"|\"12\"",
        "timestamp(s); \"2026-01-31T12:34:56Z\"|1769862896|-1|\"2026-01-31 13:34:56+01\";"
            + " \"2026-01-31T12:34:56.5Z\"|\"2026-01-31T12:34:56\"|\"2026-01-31\"|1.5|true",
        "timestamp(ms); \"1969-12-31T23:59:59.999Z\"|1769862896789;"
            + " \"2026-01-31T12:34:56.0001Z\"|9223372036854775808",
        "timestamp(us); \"0001-01-01T00:00:00Z\"|\"9999-12-31T23:59:59.999999Z\";"
            + " \"2026-01-31T12:34:56.0000001Z\"|\"+300000-01-01T00:00Z\"",
        "timestamp(ns); \"1677-09-21T00:12:43.145224192Z\"|\"2262-04-11T23:47:16.854775807Z\";"
            + " \"1677-09-21T00:12:43.145224191Z\"|\"2262-04-11T23:47:16.854775808Z\"",
        "timestamp(ms,local); \"2026-01-31T12:34:56.789\"|\"2026-01-31 12:34\";"
            + " \"2026-01-31T12:34:56Z\"|1769862896789|\"\"",
        "bool; true|false; 1|\"true\"",
        "string; \"\"|\"x\"; 1|true|{}",
        "json; 1|\"x\"|{\"a\":[1]}|[]; nul",
        "list<int8>; []|[1,null]; [128]|{}|[1.5]",
        "map<int8>; {}|{\"a\":1,\"\\u00e9\":null}; {\"a\":300}|[]|{\"a\":{}}|{\"a\""
            + " 1}|{1:1}|{\"a\":1,}",
        "struct<a:date>; {}|{\"a\":\"2026-01-31\"}|{\"b\":1}; {\"a\":\"x\"}|[]",
      })
  void aValueFitsWhenNothingIsLost(String type, String fitting, String other) {
    List<String> good = List.of(fitting.strip().split("\\|"));
    List<String> bad = List.of(other.strip().split("\\|"));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.max(good.size(), bad.size()); i++) {
      text.append("{\"a\":null,\"n\":1}\n");
      text.append(i < good.size() ? "{\"a\":" + good.get(i) + "}\n" : "");
      text.append(i < bad.size() ? "{\"a\":" + bad.get(i) + "}\n" : "");
    }
    Reading reading = Reading.of(text.toString(), Options.schema("a:" + type + ",n:int8"));
    assertEquals(
        bad,
        reading.errors.stream()
            .map(error -> new String(error.raw(), java.nio.charset.StandardCharsets.UTF_8))
            .map(line -> line.substring(5, line.length() - 1))
            .toList());
    for (RecordError error : reading.errors) {
      boolean malformed = error.message().contains("expected");
      assertEquals(
          malformed ? ErrorCode.MALFORMED_RECORD : ErrorCode.VALUE_MISMATCH,
          error.code(),
          error.message());
    }
    assertEquals(good.size(), reading.rows.stream().filter(row -> row.containsKey("a")).count());
    assertEquals(
        Math.max(good.size(), bad.size()),
        reading.rows.stream().filter(row -> !row.containsKey("a")).count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "int8; -128; -128",
        "uint8; 200; 200",
        "uint16; 65535; 65535",
        "uint32; 4294967295; 4294967295",
        "float; 0.1; 0.1",
        "decimal(5,2); -1.5; -1.50",
        "decimal(40,1); 1e38; 100000000000000000000000000000000000000.0",
        "date; \"2026-01-31\"; 20484",
        "time(s); \"12:34:56\"; 45296",
        "time(us); \"12:34:56.5\"; 45296500000",
        "timestamp(s); \"1970-01-01T01:00:00+01:00\"; 0",
        "timestamp(us); \"1969-12-31T23:59:59.999999Z\"; -1",
        "timestamp(ns); 1769862896123456789; 1769862896123456789",
        "timestamp(ms,local); \"1970-01-02 00:00:00,001\"; 1970-01-02T00:00:00.001",
        "map<list<int8>>; {\"b\":[1],\"a\":null};"
            + " [{\"key\":\"b\",\"value\":[1]},{\"key\":\"a\"}]",
      })
  void aValueIsWhatItSays(String type, String json, String value) {
    Reading reading = Reading.of("{\"a\":" + json + "}\n", Options.schema("a:" + type));
    assertEquals("[{a=" + value.strip() + "}]", reading.good());
  }

  @Test
  void aStringThatFailsHalfwayLeavesNothingToTheNextKey() {
    Reading reading =
        Reading.of(
            """
            {"d":"2026\\u002d01-31\\q"}
            {"\\u0061b":1}
            """,
            Options.schema("d:date,ab:int64"));
    assertEquals(1, reading.errors.size());
    assertEquals("[{ab=1}]", reading.rows.toString());
  }

  @Test
  void anArrowSchemaGivesEveryType() {
    Field required = Field.notNullable("id", new ArrowType.Int(64, false));
    List<Field> fields =
        List.of(
            required,
            Field.nullable("nothing", ArrowType.Null.INSTANCE),
            Field.nullable("text", ArrowType.LargeUtf8.INSTANCE),
            Field.nullable("day", new ArrowType.Date(DateUnit.MILLISECOND)),
            Field.nullable("at", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Berlin")),
            Field.nullable("small", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
            Field.nullable("price", new ArrowType.Decimal(40, -1, 256)),
            new Field(
                "any",
                new FieldType(
                    true,
                    ArrowType.Utf8.INSTANCE,
                    null,
                    Map.of("ARROW:extension:name", "arrow.json")),
                List.of()),
            parent(
                "large",
                new ArrowType.LargeList(),
                Field.notNullable("item", ArrowType.Utf8.INSTANCE)),
            parent(
                "pair",
                new ArrowType.FixedSizeList(2),
                Field.nullable("item", new ArrowType.Int(8, true))));
    String lines =
        """
        {"id":1,"text":"x","day":"1970-01-02","at":"1970-01-01T00:00Z","small":0.1,"price":120,\
        "any":{"z": 1},"large":["a","b"],"pair":[1,null],"nothing":null}
        {"id":2,"large":[],"pair":null,"text":"yz"}
        {"id":3,"large":["c"],"pair":[3,4],"text":""}
        {"text":"no id"}
        {"id":null}
        {"id":4,"large":[null]}
        {"id":4,"pair":[1]}
        {"id":4,"pair":[1,2,3]}
        {"id":4,"nothing":0}
        {"id":4,"price":121}
        [1]
        {"id":5}
        """;
    Reading reading = Reading.of(lines, Options.schema(new Schema(fields).toJson()));
    List<Field> expected = new ArrayList<>(fields);
    expected.add(Field.nullable("_rest", ArrowType.Utf8.INSTANCE));
    assertEquals(expected, reading.schema().getFields());
    assertEquals(
        "[{id=1, text=x, day=1970-01-02T00:00, at=0, small=0.1, price=120, any={\"z\": 1},"
            + " large=[\"a\",\"b\"], pair=[1,null]}, {id=2, text=yz, large=[]},"
            + " {id=3, text=, large=[\"c\"], pair=[3,4]}, {id=5}]",
        reading.rows.toString().replace("1.2E+2", "120"));
    assertEquals(8, reading.errors.size(), reading.errors.toString());
    for (RecordError error : reading.errors) {
      assertEquals(ErrorCode.VALUE_MISMATCH, error.code(), error.message());
    }
  }

  private static Field parent(String name, ArrowType type, Field child) {
    return new Field(name, FieldType.nullable(type), List.of(child));
  }

  @Test
  void aFieldThatIsNotNullableIsNeededInEveryObject() {
    Field inner = Field.notNullable("b", ArrowType.Bool.INSTANCE);
    Field outer = parent("a", ArrowType.Struct.INSTANCE, inner);
    Reading reading =
        Reading.of(
            "{}\n{\"a\":null}\n{\"a\":{\"b\":true}}\n{\"a\":{}}\n{\"a\":{\"b\":null}}\n",
            Options.schema(new Schema(List.of(outer)).toJson()));
    assertEquals("[{}, {}, {a={\"b\":true}}]", reading.rows.toString());
    assertEquals(2, reading.errors.size());
    assertTrue(reading.errors.getFirst().message().contains("column b"), reading.errors.toString());
  }

  @Test
  void typesThatJsonCannotFillAreRefusedByName() {
    for (ArrowType type :
        List.of(
            ArrowType.Binary.INSTANCE,
            new ArrowType.FixedSizeBinary(4),
            new ArrowType.Duration(TimeUnit.SECOND),
            new ArrowType.FloatingPoint(FloatingPointPrecision.HALF),
            ArrowType.Utf8View.INSTANCE,
            new ArrowType.Int(7, true),
            new ArrowType.Decimal(77, 0, 256),
            new ArrowType.Decimal(39, 0, 128),
            new ArrowType.FixedSizeList(1 << 20))) {
      Field column = parent("outer", ArrowType.Struct.INSTANCE, Field.nullable("inner", type));
      refused(new Schema(List.of(column)).toJson(), "outer.inner");
    }
    Field keys = Field.notNullable(MapVector.KEY_NAME, new ArrowType.Int(32, true));
    Field values = Field.nullable(MapVector.VALUE_NAME, ArrowType.Bool.INSTANCE);
    Field entries =
        new Field(
            "entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(keys, values));
    refused(
        new Schema(List.of(parent("m", new ArrowType.Map(false), entries))).toJson(), "column m");
    Field twice = Field.nullable("twice", ArrowType.Bool.INSTANCE);
    refused(new Schema(List.of(twice, twice)).toJson(), "twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "{\"fields\":[{\"name\":\"a\",\"nullable\":true,\"type\":{\"name\":\"no\"}}]}",
        "{\"fields\":[{\"nullable\":true,\"type\":{\"name\":\"bool\"}}]}",
        "{\"fields\":[{\"name\":\"a\",\"nullable\":true,\"type\":{\"name\":\"list\"}}]}",
        "{\"fields\":[{\"name\":\"a\",\"nullable\":true,\"type\":{\"name\":\"map\"}}]}",
        "a",
        "a:",
        "a:text",
        "a:time",
        "a:time(m)",
        "a:timestamp",
        "a:timestamp(us,UTC)",
        "a:decimal",
        "a:decimal(0)",
        "a:decimal(77)",
        "a:decimal(3,4)",
        "a:decimal(x)",
        "a:list",
        "a:list<int8",
        "a:map<string,int8>",
        "a:struct<b:int8",
        "a:int8,a:int16",
        "a:int8 not null"
      })
  void aSchemaThatIsNoneIsRefused(String schema) {
    refused(schema, "NDJSON schema");
  }

  private static void refused(String schema, String expected) {
    IngestException e =
        assertThrows(IngestException.class, () -> new NdjsonFormat(Options.schema(schema)));
    assertEquals(ErrorCode.UNSUPPORTED, e.code());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void errorsNameTheTypeAsTheSchemaDoes() {
    for (String type :
        List.of(
            "decimal(5,2)",
            "timestamp(us)",
            "timestamp(ms,local)",
            "time(s)",
            "struct<\"x y\":int8,z:json>",
            "list<map<uint16>>",
            "float")) {
      Reading reading = Reading.of("{\"a\":\"\"}\n", Options.schema("a:" + type));
      String message = reading.errors.getFirst().message();
      assertTrue(message.contains("column a is " + type + ","), message);
    }
  }
}
