package io.paraflow.core.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies of rows have the values, and the fields, of those that they are copies of. */
class RowsTest {
  private static final long SEED = 20_261_130;
  private static final int ROWS = 300;
  private static final ArrowType INT = new ArrowType.Int(32, true);
  private static final Field INDICES =
      new Field(
          "indices", new FieldType(true, INT, new DictionaryEncoding(7, false, null)), List.of());
  private static final Field BYTES = Field.nullable("bytes", new ArrowType.FixedSizeBinary(16));
  private static final Field STRUCT =
      struct("struct", FieldType.nullable(ArrowType.Struct.INSTANCE), INDICES, BYTES);

  private final BufferAllocator allocator = new RootAllocator();
  private final Random random = new Random(SEED);

  @AfterEach
  void allMemoryIsFreed() {
    assertEquals(0, allocator.getAllocatedMemory());
    allocator.close();
  }

  /** None, all, a range, and scattered ones. */
  static List<int[]> selections() {
    Random random = new Random(SEED);
    return List.of(
        new int[0],
        IntStream.range(0, ROWS).toArray(),
        IntStream.range(17, 140).toArray(),
        IntStream.range(0, ROWS).filter(_ -> random.nextInt(3) == 0).toArray(),
        IntStream.range(0, ROWS).filter(row -> row % 50 < 20).toArray());
  }

  @ParameterizedTest
  @MethodSource("selections")
  void lists(int[] rows) {
    assertCopied(list("list", ArrowType.List.INSTANCE, BYTES), rows);
    assertCopied(list("list", ArrowType.List.INSTANCE, STRUCT), rows);
    assertCopied(
        list("list", ArrowType.List.INSTANCE, list("inner", ArrowType.List.INSTANCE, INDICES)),
        rows);
  }

  @ParameterizedTest
  @MethodSource("selections")
  void structsWithDictionaries(int[] rows) {
    assertCopied(STRUCT, rows);
  }

  @ParameterizedTest
  @MethodSource("selections")
  void mapsWhoseFieldsHaveOtherNames(int[] rows) {
    Field entries =
        struct(
            "pairs",
            FieldType.notNullable(ArrowType.Struct.INSTANCE),
            Field.notNullable("id", INT),
            BYTES);
    assertCopied(list("map", new ArrowType.Map(false), entries), rows);
  }

  private static Field struct(String name, FieldType type, Field... children) {
    return new Field(name, type, List.of(children));
  }

  private static Field list(String name, ArrowType type, Field element) {
    return new Field(name, FieldType.nullable(type), List.of(element));
  }

  private void assertCopied(Field field, int[] rows) {
    try (FieldVector vector = field.createVector(allocator)) {
      fill(vector, ROWS);
      VectorSchemaRoot root =
          new VectorSchemaRoot(new Schema(List.of(vector.getField())), List.of(vector), ROWS);
      try (VectorSchemaRoot copy = Rows.copy(root, rows, rows.length)) {
        assertEquals(rows.length, copy.getRowCount());
        assertEquals(vector.getField(), copy.getVector(0).getField());
        assertEquals(rows.length, copy.getVector(0).getValueCount());
        for (int i = 0; i < rows.length; i++) {
          String expected = text(vector.getObject(rows[i]));
          assertEquals(expected, text(copy.getVector(0).getObject(i)), "seed " + SEED);
        }
      }
    }
  }

  /** Values with their bytes, at any depth. */
  private static String text(@Nullable Object value) {
    return switch (value) {
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case List<?> list -> list.stream().map(RowsTest::text).toList().toString();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
              .toList()
              .toString();
      case null, default -> String.valueOf(value);
    };
  }

  /** Gives a vector random values, of which those that can be are null now and then. */
  private void fill(FieldVector vector, int count) {
    vector.allocateNew();
    switch (vector) {
      case StructVector structs -> {
        for (int i = 0; i < count; i++) {
          if (isThere(vector)) {
            structs.setIndexDefined(i);
          }
        }
        structs.getChildrenFromFields().forEach(child -> fill(child, count));
      }
      case ListVector lists -> {
        int elements = 0;
        for (int i = 0; i < count; i++) {
          if (isThere(vector)) {
            int length = random.nextInt(4);
            lists.startNewValue(i);
            lists.endValue(i, length);
            elements += length;
          }
        }
        fill(lists.getDataVector(), elements);
      }
      case IntVector numbers -> {
        for (int i = 0; i < count; i++) {
          if (isThere(vector)) {
            numbers.setSafe(i, random.nextInt());
          }
        }
      }
      case FixedSizeBinaryVector bytes -> {
        byte[] value = new byte[bytes.getByteWidth()];
        for (int i = 0; i < count; i++) {
          if (isThere(vector)) {
            random.nextBytes(value);
            bytes.setSafe(i, value);
          }
        }
      }
      default -> throw new IllegalArgumentException(vector.toString());
    }
    vector.setValueCount(count);
  }

  private boolean isThere(FieldVector vector) {
    return !vector.getField().isNullable() || random.nextInt(5) > 0;
  }
}
