package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;

class FileSchemaTest {
  @Test
  void twoColumnsOfOneNameAreRefused() {
    assertRefused("a", () -> schema(leaf("a"), leaf("b"), leaf("a")));
    assertRefused("a", () -> schema(leaf("a"), group("a", leaf("b")), leaf("c")));
  }

  @Test
  void twoFieldsOfOneNameInAStructAreRefusedWhereItIsRead() {
    SchemaElement[] struct = group("s", leaf("a"), leaf("a"));
    FileSchema schema =
        schema(
            leaf("a"),
            group("deep", struct),
            annotated(ConvertedType.LIST, group("list", repeated(group("list", struct)))));
    assertEquals("a", schema.column("a").field().getName());
    assertRefused("deep.s.a", () -> schema.column("deep"));
    assertRefused("list.list.s.a", () -> schema.column("list"));
  }

  @Test
  void namesMayDifferInCaseOrBelongToOtherStructs() {
    FileSchema schema = schema(leaf("a"), leaf("A"), group("s", leaf("a"), group("s", leaf("a"))));
    assertEquals(List.of("a", "A", "s"), schema.columns());
    assertEquals(2, schema.column("s").field().getChildren().size());
  }

  /** A key and a value are known by their place. */
  @Test
  void aMapsKeyAndValueMayHaveOneName() {
    SchemaElement[] entry = repeated(group("entry", leaf("a"), leaf("a")));
    FileSchema schema = schema(annotated(ConvertedType.MAP, group("map", entry)));
    assertEquals(
        "map: Map(false)<entries: Struct<a: Int(32, true) not null, a: Int(32, true)> not null>",
        schema.column("map").field().toString());
  }

  private static void assertRefused(String column, Runnable reading) {
    IngestException error = assertThrows(IngestException.class, reading::run);
    assertEquals(ErrorCode.UNSUPPORTED, error.code());
    assertEquals(
        "file, column %s: more than one field has this name, which is not read".formatted(column),
        error.getMessage());
  }

  private static FileSchema schema(SchemaElement[]... columns) {
    return new FileSchema("file", Arrays.asList(group("schema", columns)));
  }

  private static SchemaElement[] leaf(String name) {
    SchemaElement leaf = new SchemaElement(name);
    leaf.setType(Type.INT32);
    leaf.setRepetition_type(FieldRepetitionType.OPTIONAL);
    return new SchemaElement[] {leaf};
  }

  private static SchemaElement[] group(String name, SchemaElement[]... fields) {
    SchemaElement group = new SchemaElement(name);
    group.setNum_children(fields.length);
    group.setRepetition_type(FieldRepetitionType.OPTIONAL);
    return Stream.concat(Stream.of(group), Arrays.stream(fields).flatMap(Arrays::stream))
        .toArray(SchemaElement[]::new);
  }

  private static SchemaElement[] repeated(SchemaElement[] group) {
    group[0].setRepetition_type(FieldRepetitionType.REPEATED);
    return group;
  }

  private static SchemaElement[] annotated(ConvertedType type, SchemaElement[] group) {
    group[0].setConverted_type(type);
    return group;
  }
}
