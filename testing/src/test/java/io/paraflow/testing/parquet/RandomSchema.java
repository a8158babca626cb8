package io.paraflow.testing.parquet;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Random columns of all types, with structs, lists and maps in all forms that a file may have. */
final class RandomSchema {
  /** What the groups between a list and its elements are called. */
  static final List<String> LIST_ENTRIES = List.of("list", "bag");

  private static final int DEEPEST = 3;

  private static final String TEXT = "binary %s (STRING)";

  private static final List<String> OTHER_LEAVES =
      List.of(
          "boolean %s",
          "int32 %s",
          "int64 %s",
          "int96 %s",
          "float %s",
          "double %s",
          "binary %s",
          "fixed_len_byte_array(1) %s",
          "fixed_len_byte_array(20) %s",
          "fixed_len_byte_array(2) %s (FLOAT16)",
          "fixed_len_byte_array(16) %s (UUID)",
          "binary %s (ENUM)",
          "binary %s (JSON)",
          "int32 %s (INTEGER(8,true))",
          "int32 %s (INTEGER(16,true))",
          "int32 %s (INTEGER(32,true))",
          "int64 %s (INTEGER(64,true))",
          "int32 %s (INTEGER(8,false))",
          "int32 %s (INTEGER(16,false))",
          "int32 %s (INTEGER(32,false))",
          "int64 %s (INTEGER(64,false))",
          "int32 %s (DECIMAL(1,0))",
          "int32 %s (DECIMAL(9,2))",
          "int64 %s (DECIMAL(18,18))",
          "fixed_len_byte_array(5) %s (DECIMAL(10,3))",
          "fixed_len_byte_array(16) %s (DECIMAL(38,10))",
          "fixed_len_byte_array(33) %s (DECIMAL(76,1))",
          "binary %s (DECIMAL(30,4))",
          "binary %s (DECIMAL(76,38))",
          "int32 %s (DATE)",
          "int32 %s (TIME(MILLIS,true))",
          "int64 %s (TIME(MICROS,false))",
          "int64 %s (TIME(NANOS,true))",
          "int64 %s (TIMESTAMP(MILLIS,false))",
          "int64 %s (TIMESTAMP(MICROS,true))",
          "int64 %s (TIMESTAMP(NANOS,true))");

  private final Random random;
  private int names;

  private RandomSchema(Random random) {
    this.random = random;
  }

  /** A schema of so many columns. */
  static MessageType of(int columns, Random random) {
    RandomSchema schema = new RandomSchema(random);
    return MessageTypeParser.parseMessageType(
        Stream.generate(() -> schema.field(schema.any(), random.nextBoolean() ? DEEPEST : 0))
            .limit(columns)
            .collect(Collectors.joining("\n", "message rows {\n", "\n}")));
  }

  private String field(String repetition, int depth) {
    String name = "c" + names++;
    String once = repetition.equals("repeated") ? "optional" : repetition;
    return switch (depth == 0 ? 0 : random.nextInt(6)) {
      case 1, 2 -> "%s group %s {%s}".formatted(repetition, name, fields(depth - 1));
      case 3, 4 -> "%s group %s (LIST) {%s}".formatted(once, name, elements(name, depth - 1));
      case 5 ->
          "%s group %s (MAP) {repeated group key_value {%s %s}}"
              .formatted(
                  once,
                  name,
                  field("required", random.nextInt(8) == 0 ? depth - 1 : 0),
                  field(any(), depth - 1));
      default -> "%s %s;".formatted(repetition, leaf(name));
    };
  }

  /** What repeats in a list: an entry with an element, or as files of old have it, the element. */
  private String elements(String list, int depth) {
    return switch (random.nextInt(8)) {
      case 0 -> "repeated %s;".formatted(leaf("array"));
      case 1 -> "repeated group array {%s}".formatted(fields(depth));
      case 2 -> "repeated group %s_tuple {%s}".formatted(list, fields(depth));
      default ->
          "repeated group %s {%s}"
              .formatted(
                  LIST_ENTRIES.get(random.nextInt(LIST_ENTRIES.size())), field(single(), depth));
    };
  }

  private String fields(int depth) {
    return Stream.generate(() -> field(any(), depth))
        .limit(1 + random.nextInt(3))
        .collect(Collectors.joining(" "));
  }

  private String leaf(String name) {
    String leaf =
        random.nextInt(3) == 0 ? TEXT : OTHER_LEAVES.get(random.nextInt(OTHER_LEAVES.size()));
    return leaf.formatted(name);
  }

  private String single() {
    return random.nextInt(3) == 0 ? "required" : "optional";
  }

  private String any() {
    return random.nextInt(8) == 0 ? "repeated" : single();
  }
}
