package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a schema written as {@code name:type,name:type}. Types are {@code bool}, {@code int64},
 * {@code uint64}, {@code double}, {@code string}, {@code json}, {@code struct<name:type,...>} and
 * {@code list<type>}; a name that has a comma, colon, quote, angle bracket or space stands in
 * double quotes, in which a quote is written twice.
 */
final class SchemaText {
  /**
   * One column.
   *
   * @param name empty for the element of a list
   * @param kind what it holds
   * @param children the fields of a STRUCT, the element of a LIST
   */
  record Type(String name, Kind kind, List<Type> children) {}

  private final String text;
  private int at;

  private SchemaText(String text) {
    this.text = text;
  }

  /**
   * Parses a schema.
   *
   * @throws IngestException UNSUPPORTED when it is not of this form, naming the place
   */
  static List<Type> parse(String text) {
    SchemaText parser = new SchemaText(text);
    List<Type> columns = parser.fields(0);
    if (parser.at < text.length()) {
      throw parser.failure("expected ',' or the end");
    }
    return columns;
  }

  /** The type of a column in the same form. */
  static String print(Column column) {
    return switch (column.kind) {
      case STRUCT ->
          column.fields().columns().stream()
              .map(field -> quoted(field.key.name) + ":" + print(field))
              .collect(Collectors.joining(",", "struct<", ">"));
      case LIST -> "list<" + print(column.element()) + ">";
      case BOOLEAN -> "bool";
      case NULL, SKIPPED, INT64, UINT64, DOUBLE, TEXT, STRING, JSON ->
          column.kind.name().toLowerCase(Locale.ROOT);
    };
  }

  private List<Type> fields(int level) {
    List<Type> fields = new ArrayList<>();
    while (true) {
      String name = name();
      expect(':');
      for (Type field : fields) {
        if (field.name.equals(name)) {
          throw failure("the name \"" + name + "\" appears twice");
        }
      }
      fields.add(type(name, level));
      if (peek() != ',') {
        return List.copyOf(fields);
      }
      at++;
    }
  }

  private Type type(String name, int level) {
    if (level > RecordParser.MOST_NESTED_COLUMNS) {
      throw failure("more than " + RecordParser.MOST_NESTED_COLUMNS + " levels");
    }
    int start = at;
    String word = name().toLowerCase(Locale.ROOT);
    Kind kind =
        switch (word) {
          case "bool", "boolean" -> Kind.BOOLEAN;
          case "int64" -> Kind.INT64;
          case "uint64" -> Kind.UINT64;
          case "double" -> Kind.DOUBLE;
          case "string" -> Kind.STRING;
          case "json" -> Kind.JSON;
          case "struct" -> Kind.STRUCT;
          case "list" -> Kind.LIST;
          default -> {
            at = start;
            throw failure(
                "\""
                    + word
                    + "\" is not a type; there are bool, int64, uint64, double, string, json,"
                    + " struct<name:type,...>, list<type>");
          }
        };
    List<Type> children = List.of();
    if (kind == Kind.STRUCT || kind == Kind.LIST) {
      expect('<');
      children = kind == Kind.STRUCT ? fields(level + 1) : List.of(type("", level + 1));
      expect('>');
    }
    return new Type(name, kind, children);
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
      throw failure("expected a name or a type");
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

  /** Adds the columns of a schema to an object's fields. */
  static void apply(
      List<Type> types, Fields fields, org.apache.arrow.memory.BufferAllocator allocator) {
    for (Type type : types) {
      Column column = new Column(new Key(type.name), Kind.NULL, allocator, fields.seed());
      apply(type, column, allocator);
      fields.add(column);
    }
  }

  private static void apply(
      Type type, @Nullable Column column, org.apache.arrow.memory.BufferAllocator allocator) {
    if (column == null) {
      throw new IllegalStateException(type.toString());
    }
    column.become(type.kind);
    switch (type.kind) {
      case STRUCT -> apply(type.children, column.fields(), allocator);
      case LIST -> apply(type.children.getFirst(), column.element(), allocator);
      default -> {}
    }
  }
}
