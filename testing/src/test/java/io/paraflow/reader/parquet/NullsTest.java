package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slots with and without a value, in any number, as builders spread dense values over them; against
 * lists of values. Buffers end at a page that nobody may touch.
 */
class NullsTest {
  private static final long SEED = 20_261_121;
  private static final long MEMORY_BYTES = 64 << 20;
  private static final int MOST_SLOTS = ColumnReader.MINI_BATCH;
  private static final int[] SLOTS = {
    1, 2, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000, MOST_SLOTS - 64
  };

  private final Random random = new Random(SEED);
  private final String message = "seed " + SEED;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8, 12, 16, 17})
  void valuesOfAFixedWidth(int width) {
    Field field = nullable(new ArrowType.FixedSizeBinary(width));
    for (int round = 0; round < 20; round++) {
      try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
          FixedBuilder builder = new FixedBuilder(width, true, allocator)) {
        List<String> expected = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
          Slots slots = slots();
          builder.reserve(slots.count);
          long target = builder.end();
          for (int i = 0; i < slots.count; i++) {
            byte[] value = bytes(width);
            if (slots.has(i)) {
              RawMemory.copy(value, 0, target, width);
              target += width;
            }
            expected.add(slots.has(i) ? hex(value) : "null");
          }
          builder.commit(slots.bits, slots.count, slots.present());
        }
        compare(builder, expected, field, allocator);
      }
    }
  }

  @Test
  void byteArrays() {
    Field field = nullable(new ArrowType.Binary());
    for (int round = 0; round < 40; round++) {
      try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
          BytesBuilder builder = new BytesBuilder(MemoryPage.PLACE, true, allocator)) {
        List<String> expected = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
          Slots slots = slots();
          builder.reserve(slots.count);
          for (int i = 0; i < slots.count; i++) {
            byte[] value = bytes(random.nextInt(40));
            if (slots.has(i)) {
              builder.reserveData(value.length);
              RawMemory.copy(value, 0, builder.dataEnd(), value.length);
              RawMemory.putInt(builder.nextOffset(), builder.dataBytes() + value.length);
              builder.addDense(1);
            }
            expected.add(slots.has(i) ? hex(value) : "null");
          }
          builder.commit(slots.bits, slots.count, slots.present());
        }
        compare(builder, expected, field, allocator);
      }
    }
  }

  @Test
  void booleans() {
    Field field = nullable(new ArrowType.Bool());
    for (int round = 0; round < 40; round++) {
      try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
          BitBuilder builder = new BitBuilder(true, allocator)) {
        List<String> expected = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
          Slots slots = slots();
          builder.reserve(slots.count);
          BitSet dense = new BitSet();
          int values = 0;
          for (int i = 0; i < slots.count; i++) {
            boolean value = random.nextBoolean();
            if (slots.has(i)) {
              dense.set(values++, value);
            }
            expected.add(slots.has(i) ? Boolean.toString(value) : "null");
          }
          long[] words = dense.toLongArray();
          System.arraycopy(words, 0, builder.dense(), 0, words.length);
          Arrays.fill(builder.dense(), words.length, builder.dense().length, 0);
          builder.commit(slots.bits, slots.count, slots.present());
        }
        compare(builder, expected, field, allocator);
      }
    }
  }

  /** Lists of lists, whose levels come in pieces that end anywhere. */
  @Test
  void lists() {
    Field leaf = nullable(new ArrowType.Int(32, true));
    Field inner = new Field("inner", FieldType.nullable(new ArrowType.List()), List.of(leaf));
    Field outer = new Field("outer", FieldType.nullable(new ArrowType.List()), List.of(inner));
    for (int round = 0; round < 60; round++) {
      try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
          LeafColumn values = new LeafColumn(Type.INT32, true, allocator);
          ListBuilder innerLists =
              new ListBuilder(MemoryPage.PLACE, values.builder(), true, allocator);
          ListBuilder outerLists = new ListBuilder(MemoryPage.PLACE, innerLists, true, allocator)) {
        NestedLists lists = new NestedLists(SLOTS[random.nextInt(SLOTS.length - 1)], random);
        lists.appendTo(outerLists, innerLists, values);
        compare(outerLists, lists.texts(), outer, allocator);
      }
    }
  }

  private static Field nullable(ArrowType type) {
    return new Field("column", FieldType.nullable(type), null);
  }

  /** Moves the slots to two vectors, cut anywhere. */
  private void compare(
      ColumnBuilder builder, List<String> expected, Field field, BufferAllocator allocator) {
    assertEquals(expected.size(), builder.count(), message);
    int cut = random.nextInt(expected.size() + 1);
    List<String> actual = new ArrayList<>();
    for (int slots : new int[] {cut, expected.size() - cut}) {
      try (FieldVector vector = field.createVector(allocator)) {
        builder.lend(vector, slots);
        builder.removeFirst(slots);
        for (int i = 0; i < slots; i++) {
          actual.add(text(vector.getObject(i)));
        }
        assertEquals(
            expected.subList(actual.size() - slots, actual.size()).stream()
                .filter("null"::equals)
                .count(),
            vector.getNullCount(),
            message);
      }
    }
    assertEquals(expected, actual, message);
  }

  private static String text(@Nullable Object value) {
    return value instanceof byte[] bytes ? hex(bytes) : String.valueOf(value);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Slots of which few, most or all have a value. */
  private Slots slots() {
    int count = SLOTS[random.nextInt(SLOTS.length)];
    long[] bits = random.longs(MOST_SLOTS / 64 + 2).toArray();
    switch (random.nextInt(4)) {
      case 0 -> Arrays.fill(bits, 0);
      case 1 -> Arrays.fill(bits, -1);
      case 2 -> Arrays.setAll(bits, i -> bits[i] & random.nextLong() & random.nextLong());
      default -> {}
    }
    return new Slots(bits, count);
  }

  private record Slots(@SuppressWarnings("ArrayRecordComponent") long[] bits, int count) {
    boolean has(int slot) {
      return (bits[slot / 64] >>> slot & 1) != 0;
    }

    int present() {
      int present = 0;
      for (int i = 0; i < count; i++) {
        present += has(i) ? 1 : 0;
      }
      return present;
    }
  }
}
