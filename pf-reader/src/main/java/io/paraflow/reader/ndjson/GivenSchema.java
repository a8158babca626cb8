package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns that an option gives, as Arrow fields, and what a reader makes of them. */
final class GivenSchema {
  private final String text;

  private GivenSchema(String text) {
    this.text = text;
  }

  /**
   * Reads a schema: Arrow's JSON where it begins with a brace, else a list of names and types, see
   * {@link SchemaText}.
   *
   * @throws IngestException UNSUPPORTED when it is not of its form, naming the place, or has a type
   *     that values of JSON cannot fill, naming the column
   */
  static List<Field> parse(String text) {
    if (!text.stripLeading().startsWith("{")) {
      return SchemaText.parse(text);
    }
    GivenSchema schema = new GivenSchema(text);
    try {
      List<Field> fields = Schema.fromJSON(text).getFields();
      schema.check("", fields, 0);
      return fields;
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw schema.failure("not an Arrow schema in JSON: " + reason);
    }
  }

  private void check(String parent, List<Field> fields, int level) {
    if (level > RecordColumns.MOST_NESTED) {
      throw failure("more than " + RecordColumns.MOST_NESTED + " levels");
    }
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (field.getName() == null || field.getType() == null) {
        throw failure("a field" + within(parent) + " without a name or a type");
      }
      if (!names.add(field.getName())) {
        throw failure("the name \"" + field.getName() + "\" appears twice" + within(parent));
      }
      ColumnType type = ColumnType.of(field);
      String path = parent.isEmpty() ? field.getName() : parent + "." + field.getName();
      int children = field.getChildren().size();
      boolean complete =
          type != null
              && switch (type.kind()) {
                case STRUCT -> true;
                case LIST, FIXED_LIST, MAP -> children == 1;
                default -> children == 0;
              };
      if (!complete) {
        throw failure(
            "column %s is %s, which JSON values cannot fill; declare it as a string or leave it out"
                .formatted(
                    path,
                    field.getDictionary() == null ? field.getType() : "encoded by a dictionary"));
      }
      check(path, field.getChildren(), level + 1);
    }
  }

  private static String within(String parent) {
    return parent.isEmpty() ? "" : " in " + parent;
  }

  private IngestException failure(String reason) {
    return new IngestException(ErrorCode.UNSUPPORTED, "NDJSON schema \"" + text + "\": " + reason);
  }

  /** Adds the columns of a schema to an object's fields. */
  static void apply(List<Field> given, Fields fields, BufferAllocator allocator) {
    for (Field field : given) {
      Column column =
          new Column(new Key(field.getName()), ColumnType.NULL, allocator, fields.seed());
      column.owner = fields.owner;
      apply(field, column, allocator);
      fields.add(column);
    }
  }

  private static void apply(Field field, Column column, BufferAllocator allocator) {
    ColumnType type = ColumnType.of(field);
    if (type == null) {
      throw new IllegalArgumentException(field.toString());
    }
    column.give(field, type);
    switch (type.kind()) {
      case STRUCT -> apply(field.getChildren(), column.fields(), allocator);
      case LIST, FIXED_LIST, MAP ->
          apply(field.getChildren().getFirst(), column.element(), allocator);
      default -> {}
    }
  }
}
