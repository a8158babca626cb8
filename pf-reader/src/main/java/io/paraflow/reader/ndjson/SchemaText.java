package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A schema written as {@code name:type,name:type}. Types are {@code bool}, {@code int8} to {@code
 * int64}, {@code uint8} to {@code uint64}, {@code float}, {@code double}, {@code decimal(p,s)},
 * {@code date}, {@code time(unit)}, {@code timestamp(unit)}, {@code timestamp(unit,local)}, {@code
 * string}, {@code json}, {@code struct<name:type,...>}, {@code list<type>} and {@code map<type>},
 * units {@code s}, {@code ms}, {@code us} and {@code ns}. A name that has a comma, colon, quote,
 * angle bracket or space stands in double quotes, in which a quote is written twice.
 */
final class SchemaText {
  private static final Map<String, ArrowType> PLAIN_TYPES =
      Map.ofEntries(
          Map.entry("bool", ArrowType.Bool.INSTANCE),
          Map.entry("int8", new ArrowType.Int(8, true)),
          Map.entry("int16", new ArrowType.Int(16, true)),
          Map.entry("int32", new ArrowType.Int(32, true)),
          Map.entry("int64", new ArrowType.Int(64, true)),
          Map.entry("uint8", new ArrowType.Int(8, false)),
          Map.entry("uint16", new ArrowType.Int(16, false)),
          Map.entry("uint32", new ArrowType.Int(32, false)),
          Map.entry("uint64", new ArrowType.Int(64, false)),
          Map.entry("float", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
          Map.entry("double", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
          Map.entry("date", new ArrowType.Date(DateUnit.DAY)),
          Map.entry("string", ArrowType.Utf8.INSTANCE));
  private static final Map<String, TimeUnit> UNITS =
      Map.of(
          "s", TimeUnit.SECOND,
          "ms", TimeUnit.MILLISECOND,
          "us", TimeUnit.MICROSECOND,
          "ns", TimeUnit.NANOSECOND);
  private static final String LOCAL = "local";

  private final String text;
  private int at;

  private SchemaText(String text) {
    this.text = text;
  }

  /**
   * Parses a schema; all of its columns may be null.
   *
   * @throws IngestException UNSUPPORTED when it is not of this form, naming the place
   */
  static List<Field> parse(String text) {
    SchemaText parser = new SchemaText(text);
    List<Field> columns = parser.fields(0);
    if (parser.at < text.length()) {
      throw parser.failure("expected ',' or the end");
    }
    return columns;
  }

  /** The type of a field in the same form; by Arrow's words where the form has none. */
  static String print(Field field) {
    if (field.getMetadata().entrySet().containsAll(ColumnType.JSON_METADATA.entrySet())) {
      return "json";
    }
    return switch (field.getType()) {
      case ArrowType.Struct _ ->
          field.getChildren().stream()
              .map(child -> quoted(child.getName()) + ":" + print(child))
              .collect(Collectors.joining(",", "struct<", ">"));
      case ArrowType.List _ -> "list<" + print(field.getChildren().getFirst()) + ">";
      case ArrowType.Map _ ->
          "map<" + print(field.getChildren().getFirst().getChildren().getLast()) + ">";
      case ArrowType.Decimal type -> "decimal(" + type.getPrecision() + "," + type.getScale() + ")";
      case ArrowType.Time type -> "time(" + print(type.getUnit()) + ")";
      case ArrowType.Timestamp type ->
          "timestamp("
              + print(type.getUnit())
              + (type.getTimezone() == null ? "," + LOCAL + ")" : ")");
      case ArrowType type ->
          PLAIN_TYPES.entrySet().stream()
              .filter(plain -> plain.getValue().equals(type))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseGet(type::toString);
    };
  }

  private static String print(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> "s";
      case MILLISECOND -> "ms";
      case MICROSECOND -> "us";
      case NANOSECOND -> "ns";
    };
  }

  private List<Field> fields(int level) {
    List<Field> fields = new ArrayList<>();
    while (true) {
      String name = name();
      expect(':');
      for (Field field : fields) {
        if (field.getName().equals(name)) {
          throw failure("the name \"" + name + "\" appears twice");
        }
      }
      fields.add(field(name, level));
      if (peek() != ',') {
        return List.copyOf(fields);
      }
      at++;
    }
  }

  private Field field(String name, int level) {
    if (level > RecordColumns.MOST_NESTED) {
      throw failure("more than " + RecordColumns.MOST_NESTED + " levels");
    }
    int start = at;
    String word = word();
    ArrowType plain = PLAIN_TYPES.get(word);
    if (plain != null) {
      return Field.nullable(name, plain);
    }
    return switch (word) {
      case "json" ->
          new Field(
              name,
              new FieldType(true, ArrowType.Utf8.INSTANCE, null, ColumnType.JSON_METADATA),
              List.of());
      case "decimal" -> Field.nullable(name, decimal());
      case "time" -> {
        TimeUnit unit = unit(arguments(1).getFirst());
        int bits = unit == TimeUnit.SECOND || unit == TimeUnit.MILLISECOND ? 32 : 64;
        yield Field.nullable(name, new ArrowType.Time(unit, bits));
      }
      case "timestamp" -> Field.nullable(name, timestamp());
      case "struct" -> {
        expect('<');
        List<Field> children = fields(level + 1);
        expect('>');
        yield new Field(name, FieldType.nullable(ArrowType.Struct.INSTANCE), children);
      }
      case "list" -> {
        Field element = element("item", level);
        yield new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
      }
      case "map" -> {
        Field key = Field.notNullable(MapVector.KEY_NAME, ArrowType.Utf8.INSTANCE);
        Field value = element(MapVector.VALUE_NAME, level);
        Field entries =
            new Field(
                MapVector.DATA_VECTOR_NAME,
                FieldType.notNullable(ArrowType.Struct.INSTANCE),
                List.of(key, value));
        yield new Field(name, FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
      }
      default -> {
        at = start;
        throw failure(
            "\""
                + word
                + "\" is not a type; there are bool, int8 to int64, uint8 to uint64, float, double,"
                + " decimal(precision,scale), date, time(unit), timestamp(unit),"
                + " timestamp(unit,local), string, json, struct<name:type,...>, list<type>,"
                + " map<type>");
      }
    };
  }

  private Field element(String name, int level) {
    expect('<');
    Field element = field(name, level + 1);
    expect('>');
    return element;
  }

  private ArrowType decimal() {
    List<String> arguments = arguments(2);
    int precision = digits(arguments.getFirst(), 1, 76);
    int scale = arguments.size() == 1 ? 0 : digits(arguments.getLast(), 0, precision);
    return new ArrowType.Decimal(precision, scale, precision > 38 ? 256 : 128);
  }

  private int digits(String text, int least, int most) {
    try {
      int digits = Integer.parseInt(text);
      if (digits >= least && digits <= most) {
        return digits;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw failure(
        "a decimal has 1 to 76 digits and at most as many decimals, not \"" + text + "\"");
  }

  private ArrowType timestamp() {
    List<String> arguments = arguments(2);
    if (arguments.size() == 2 && !arguments.getLast().equals(LOCAL)) {
      throw failure("expected \"local\", not \"" + arguments.getLast() + "\"");
    }
    return new ArrowType.Timestamp(
        unit(arguments.getFirst()), arguments.size() == 2 ? null : "UTC");
  }

  private TimeUnit unit(String text) {
    TimeUnit unit = UNITS.get(text);
    if (unit == null) {
      throw failure("expected a unit, s, ms, us or ns, not \"" + text + "\"");
    }
    return unit;
  }

  /** One word in parentheses, or more of them with commas between, up to a number. */
  private List<String> arguments(int most) {
    List<String> arguments = new ArrayList<>();
    expect('(');
    arguments.add(word());
    while (peek() == ',' && arguments.size() < most) {
      at++;
      arguments.add(word());
    }
    expect(')');
    return arguments;
  }

  /** A word of letters, digits and underscores in lower case. */
  private String word() {
    peek();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return text.substring(start, at).toLowerCase(Locale.ROOT);
  }

  private String name() {
    if (peek() == '"') {
      return quotedName();
    }
    int start = at;
    while (at < text.length() && ",:<>\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(start, at).strip();
    if (name.isEmpty()) {
      throw failure("expected a name");
    }
    return name;
  }

  private String quotedName() {
    StringBuilder name = new StringBuilder();
    at++;
    while (true) {
      int quote = text.indexOf('"', at);
      if (quote < 0) {
        throw failure("a name without its closing quote");
      }
      name.append(text, at, quote);
      at = quote + 1;
      if (at == text.length() || text.charAt(at) != '"') {
        return name.toString();
      }
      name.append('"');
      at++;
    }
  }

  private static String quoted(String name) {
    boolean plain = !name.isEmpty() && name.chars().noneMatch(c -> ",:<>\" ".indexOf(c) >= 0);
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private void expect(char c) {
    if (peek() != c) {
      throw failure("expected '" + c + "'");
    }
    at++;
  }

  /** The next character that is not space, or NUL at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private IngestException failure(String reason) {
    return new IngestException(
        ErrorCode.UNSUPPORTED,
        "NDJSON schema \"" + text + "\": " + reason + " at character " + (at + 1));
  }
}
