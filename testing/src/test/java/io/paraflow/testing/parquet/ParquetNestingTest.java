package io.paraflow.testing.parquet;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists and maps in every form that writers gave them, and fields nested as deep as is read. */
class ParquetNestingTest {
  private static final long MEMORY_BYTES = 48L << 20;
  private static final List<ReadSpec> SPECS =
      List.of(ReadSpec.all(1000, 1 << 20), ReadSpec.all(1, 1 << 20));

  @TempDir private Path folder;

  /**
   * A form of column {@code c}, of the rules for backward compatibility in the Parquet format's
   * LogicalTypes.md.
   *
   * @param annotation of the group {@code c}
   * @param repeated the field in it
   * @param add adds a number to a list or map
   * @param element what such a number is read as
   */
  record Form(
      String annotation, String repeated, ObjIntConsumer<Group> add, IntFunction<String> element) {
    /** A list whose element is the repeated group, of a field {@code x}. */
    static Form ofGroups(String repeated) {
      return new Form(
          "LIST", repeated, (list, i) -> list.addGroup(0).append("x", i), "{\"x\":%d}"::formatted);
    }

    /** A list whose element is the field of the repeated group. */
    static Form ofFields(String repeated) {
      return new Form("LIST", repeated, (list, i) -> list.addGroup(0).add(0, i), "%d"::formatted);
    }

    /** A map from a number as a text to the number. */
    static Form ofEntries(String annotation, String repeated) {
      return new Form(
          annotation,
          repeated,
          (map, i) -> map.addGroup(0).append("key", "k" + i).append("value", i),
          i -> "{\"key\":\"k%d\",\"value\":%d}".formatted(i, i));
    }

    /** The rows' schema, with the list or map optional or required. */
    MessageType schema(String repetition) {
      return MessageTypeParser.parseMessageType(
          "message rows { %s group c (%s) { %s } }".formatted(repetition, annotation, repeated));
    }

    /** A row with the numbers in the list or map. */
    Group row(MessageType schema, int... numbers) {
      Group row = new SimpleGroup(schema);
      Group group = row.addGroup("c");
      IntStream.of(numbers).forEach(i -> add.accept(group, i));
      return row;
    }

    /** What such a row is read as. */
    String text(int... numbers) {
      return IntStream.of(numbers).mapToObj(element).collect(joining(",", "[", "]"));
    }

    @Override
    public String toString() {
      return annotation + " " + repeated;
    }
  }

  static Stream<Form> forms() {
    String entry = "{ required binary key (STRING); optional int32 value; }";
    return Stream.of(
        Form.ofFields("repeated group list { optional int32 element; }"),
        Form.ofFields("repeated group list { required int32 element; }"),
        Form.ofFields("repeated group bag { optional int32 array_element; }"),
        Form.ofFields("repeated group other_tuple { required int32 x; }"),
        new Form("LIST", "repeated int32 element;", (list, i) -> list.add(0, i), "%d"::formatted),
        new Form("LIST", "repeated int32 array;", (list, i) -> list.add(0, i), "%d"::formatted),
        Form.ofGroups("repeated group array { required int32 x; }"),
        Form.ofGroups("repeated group c_tuple { required int32 x; }"),
        new Form(
            "LIST",
            "repeated group element { required int32 x; optional int32 y; }",
            (list, i) -> list.addGroup(0).append("x", i).append("y", -i),
            i -> "{\"x\":%d,\"y\":%d}".formatted(i, -i)),
        new Form(
            "LIST",
            "repeated group element { repeated int32 x; }",
            (list, i) -> list.addGroup(0).append("x", i).append("x", -i),
            i -> "{\"x\":[%d,%d]}".formatted(i, -i)),
        new Form(
            "LIST",
            "repeated group element (LIST) { repeated group list { required int32 x; } }",
            (list, i) -> list.addGroup(0).addGroup(0).add(0, i),
            "[%d]"::formatted),
        new Form(
            "LIST",
            "repeated group element (LIST) { repeated int32 array; }",
            (list, i) -> list.addGroup(0).add(0, i),
            "[%d]"::formatted),
        new Form(
            "LIST",
            "repeated group element (MAP) { repeated group key_value " + entry + " }",
            (list, i) -> list.addGroup(0).addGroup(0).append("key", "k").append("value", i),
            "[{\"key\":\"k\",\"value\":%d}]"::formatted),
        Form.ofEntries("MAP", "repeated group key_value " + entry),
        Form.ofEntries("MAP", "repeated group map (MAP_KEY_VALUE) " + entry),
        Form.ofEntries("MAP_KEY_VALUE", "repeated group map " + entry),
        Form.ofEntries("MAP_KEY_VALUE", "repeated group anything " + entry),
        new Form(
            "MAP",
            "repeated group key_value { required binary key (STRING); }",
            (map, i) -> map.addGroup(0).add(0, "k" + i),
            "\"k%d\""::formatted),
        new Form(
            "MAP_KEY_VALUE",
            "repeated group map { required int32 key; }",
            (map, i) -> map.addGroup(0).add(0, i),
            "%d"::formatted));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void listsAndMapsAreNullEmptyOrHaveElements(Form form) throws IOException {
    MessageType schema = form.schema("optional");
    assertRows(
        List.of(
            form.text(), "null", form.text(1), form.text(2, 3), "null", form.text(), form.text(4)),
        schema,
        form.row(schema),
        new SimpleGroup(schema),
        form.row(schema, 1),
        form.row(schema, 2, 3),
        new SimpleGroup(schema),
        form.row(schema),
        form.row(schema, 4));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void requiredListsAndMapsAreNeverNull(Form form) throws IOException {
    MessageType schema = form.schema("required");
    assertRows(
        List.of(form.text(), form.text(1, 2), form.text(), form.text(3)),
        schema,
        form.row(schema),
        form.row(schema, 1, 2),
        form.row(schema),
        form.row(schema, 3));
  }

  @Test
  void elementsAreNullWhereTheirFieldIs() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message rows {
              optional group c (LIST) {
                repeated group bag { optional int32 array_element; }
              }
            }
            """);
    Group row = new SimpleGroup(schema);
    Group list = row.addGroup("c");
    list.addGroup(0);
    list.addGroup(0).add(0, 7);
    list.addGroup(0);
    assertRows(List.of("[null,7,null]"), schema, row);
  }

  /** Outside of a list, a repeated field is a list by itself, of elements that are never null. */
  @Test
  void aRepeatedFieldIsAList() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message rows {
              repeated int32 numbers;
              repeated group groups { optional int32 x; repeated int32 y; }
            }
            """);
    Group full = new SimpleGroup(schema).append("numbers", 1).append("numbers", 2);
    full.addGroup("groups").append("x", 3);
    full.addGroup("groups").append("y", 4).append("y", 5);
    assertRows(
        List.of("[] []", "[1,2] [{\"x\":3,\"y\":[]},{\"y\":[4,5]}]", "[] []"),
        schema,
        new SimpleGroup(schema),
        full,
        new SimpleGroup(schema));
  }

  /** A list is two levels of the 100 that are read, a struct one. */
  @ParameterizedTest
  @CsvSource({"30, 0", "49, 0", "0, 60", "0, 99", "20, 20", "33, 33"})
  void nestedAsDeepAsIsRead(int lists, int structs) throws IOException {
    String column = "optional int32 c;";
    for (int level = 0; level < Math.max(lists, structs); level++) {
      if (level < structs) {
        column = "optional group c { %s }".formatted(column);
      }
      if (level < lists) {
        column = "optional group c (LIST) { repeated group list { %s } }".formatted(column);
      }
    }
    MessageType schema = MessageTypeParser.parseMessageType("message rows { " + column + " }");
    Random random = new Random(ParquetJavaFiles.SEED);
    List<Group> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Group row = new SimpleGroup(schema);
      expected.add("c=" + fill(row, random) + " ");
      rows.add(row);
    }
    MemoryFile file = write(schema, rows);
    for (ReadSpec spec : SPECS) {
      assertEquals(expected, ParquetRows.read(file, spec, MEMORY_BYTES));
    }
  }

  /** Gives the only field of a group a random value, and returns its text. */
  private static String fill(Group group, Random random) {
    if (random.nextInt(50) == 0) {
      return "null";
    }
    if (group.getType().getType(0).isPrimitive()) {
      int value = random.nextInt();
      group.add(0, value);
      return Integer.toString(value);
    }
    Group field = group.addGroup(0);
    if (field.getType().getLogicalTypeAnnotation() == null) {
      return "{" + fill(field, random) + "}";
    }
    int elements = random.nextInt(50) == 0 ? 0 : 1 + random.nextInt(10) / 9;
    return Stream.generate(() -> fill(field.addGroup(0), random))
        .limit(elements)
        .collect(joining(", ", "[", "]"));
  }

  private void assertRows(List<String> expected, MessageType schema, Group... rows)
      throws IOException {
    MemoryFile file = write(schema, List.of(rows));
    for (ReadSpec spec : SPECS) {
      assertEquals(
          expected, ParquetUnderTest.rows(ParquetUnderTest.FORMAT, file, spec, MEMORY_BYTES));
    }
  }

  private MemoryFile write(MessageType schema, List<Group> rows) throws IOException {
    Path file = folder.resolve("rows.parquet");
    ParquetJavaFiles.write(ParquetJavaFiles.SIMPLE, schema, rows, file);
    return new MemoryFile(Files.readAllBytes(file));
  }
}
