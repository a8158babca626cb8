package io.paraflow.indexer.json;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.extension.UuidType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Chooses the writer of each field of a schema. */
final class ValueWriters {
  private final OutputBuffer out;
  private final boolean omitNulls;

  ValueWriters(OutputBuffer out, boolean omitNulls) {
    this.out = out;
    this.omitNulls = omitNulls;
  }

  /** A writer of whole rows. */
  ObjectWriter row(List<Field> columns) {
    return object("", columns);
  }

  /**
   * A writer of one field's values.
   *
   * @param path the field's place, for messages
   * @throws IngestException UNSUPPORTED when the type has no form in JSON
   */
  ValueWriter of(String path, Field field) {
    return field.getDictionary() == null
        ? plain(path, field)
        : new DictionaryWriter(this, path, field.getDictionary(), (ArrowType.Int) field.getType());
  }

  private ValueWriter plain(String path, Field field) {
    List<Field> children = field.getChildren();
    return switch (field.getType()) {
      case ArrowType.Null _ -> new ScalarWriters.Null();
      case ArrowType.Bool _ -> new ScalarWriters.Bool();
      case ArrowType.Int type -> ScalarWriters.integer(type);
      case ArrowType.FloatingPoint type -> ScalarWriters.floatingPoint(type);
      case ArrowType.Decimal type -> new DecimalWriter(type);
      case ArrowType.Date type -> TemporalWriters.date(type);
      case ArrowType.Time type -> TemporalWriters.time(type);
      case ArrowType.Timestamp type -> TemporalWriters.timestamp(type);
      case ArrowType.Duration type -> TemporalWriters.duration(type);
      case ArrowType.Interval type -> TemporalWriters.interval(type);
      case ArrowType.Utf8 _ -> new BytesWriter.Variable(out, BytesWriter.Form.TEXT);
      case ArrowType.LargeUtf8 _ -> new BytesWriter.LargeVariable(out, BytesWriter.Form.TEXT);
      case ArrowType.Utf8View _ -> new BytesWriter.View(out, BytesWriter.Form.TEXT);
      case ArrowType.Binary _ -> new BytesWriter.Variable(out, BytesWriter.Form.BASE64);
      case ArrowType.LargeBinary _ -> new BytesWriter.LargeVariable(out, BytesWriter.Form.BASE64);
      case ArrowType.BinaryView _ -> new BytesWriter.View(out, BytesWriter.Form.BASE64);
      case ArrowType.FixedSizeBinary type -> new BytesWriter.Fixed(out, type.getByteWidth());
      case ArrowType.Struct _ -> object(path, children);
      case ArrowType.List _ -> new ArrayWriter.Offsets(out, element(path, children));
      case ArrowType.LargeList _ -> new ArrayWriter.LargeOffsets(out, element(path, children));
      case ArrowType.ListView _ -> new ArrayWriter.Views(out, element(path, children));
      case ArrowType.LargeListView _ -> new ArrayWriter.LargeViews(out, element(path, children));
      case ArrowType.FixedSizeList type ->
          new ArrayWriter.Fixed(out, element(path, children), type.getListSize());
      case ArrowType.Map _ -> map(path, children.getFirst());
      case UuidType _ -> new ScalarWriters.Uuid();
      case ArrowType.ExtensionType type ->
          new ExtensionWriter(
              plain(
                  path,
                  new Field(field.getName(), FieldType.nullable(type.storageType()), children)));
      default ->
          throw new IngestException(
              ErrorCode.UNSUPPORTED,
              "column %s: values of type %s cannot be written as JSON"
                  .formatted(path, field.getType()));
    };
  }

  private ValueWriter element(String path, List<Field> children) {
    return of(path + "[]", children.getFirst());
  }

  private ObjectWriter object(String path, List<Field> fields) {
    Set<String> names = HashSet.newHashSet(fields.size());
    for (Field field : fields) {
      if (!names.add(field.getName())) {
        throw new IngestException(
            ErrorCode.UNSUPPORTED,
            "column %s occurs twice: an object has one member of a name"
                .formatted(member(path, field)));
      }
    }
    return new ObjectWriter(
        out,
        omitNulls,
        fields.stream().map(Field::getName).toList(),
        fields.stream().map(field -> of(member(path, field), field)).toList());
  }

  private ValueWriter map(String path, Field entries) {
    Field key = entries.getChildren().getFirst();
    Field value = entries.getChildren().getLast();
    ValueWriter keys = of(path + ".key", key);
    ValueWriter values = of(path + ".value", value);
    boolean text = key.getDictionary() != null || isText(key);
    return text
        ? new MapWriter(out, omitNulls, path, keys, values)
        : new ArrayWriter.Offsets(
            out, new ObjectWriter(out, omitNulls, List.of("key", "value"), List.of(keys, values)));
  }

  /** Whether a field's values are strings of characters. */
  static boolean isText(Field field) {
    return field.getType() instanceof ArrowType.Utf8
        || field.getType() instanceof ArrowType.LargeUtf8
        || field.getType() instanceof ArrowType.Utf8View;
  }

  private static String member(String path, Field field) {
    return path.isEmpty() ? field.getName() : path + "." + field.getName();
  }
}
