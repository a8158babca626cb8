package io.paraflow.reader.parquet;

import io.paraflow.testing.bench.KernelBenchmark;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.format.Type;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** From the levels of lists, which are null, empty or of a few elements, to their offsets. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class ListsBenchmark extends KernelBenchmark {
  private static final int PRESENT = 1;
  private static final int ELEMENT = 2;

  @Param({"3", "20"})
  private int averageLength;

  private final int[] repetitions = new int[VALUES];
  private final int[] definitions = new int[VALUES];
  private final Levels levels = new Levels(new NodeLevels(1, ELEMENT, ELEMENT));
  private final long[] valid = new long[ColumnReader.MINI_BATCH / 64 + 2];
  private ListNode node;
  private ListBuilder lists;

  /** Makes random levels. */
  @Setup
  public void setUp() {
    for (int at = 0; at < VALUES; ) {
      int length = random.nextInt(-1, 2 * averageLength);
      int slots = Math.min(Math.max(1, length), VALUES - at);
      for (int i = 0; i < slots; i++, at++) {
        repetitions[at] = i == 0 ? 0 : 1;
        definitions[at] = length < 0 ? 0 : length == 0 ? PRESENT : ELEMENT;
      }
    }
    fill(levels.repetitions(), repetitions);
    fill(levels.definitions(), definitions);
    LeafColumn values = closing(new LeafColumn(Type.INT32, false, allocator));
    Field field =
        new Field(
            "lists", FieldType.nullable(ArrowType.List.INSTANCE), List.of(values.leaf().field()));
    node =
        new ListNode(
            field,
            new NodeLevels(0, 0, PRESENT),
            new NodeLevels(1, ELEMENT, ELEMENT),
            values.leaf());
    lists = closing(new ListBuilder(MemoryPage.PLACE, values.builder(), true, allocator));
    int count = kernel();
    int elements = (int) Arrays.stream(definitions).filter(each -> each == ELEMENT).count();
    values.reserve(elements);
    values.commit(elements);
    byte[] actual = new byte[(count + 1) * Integer.BYTES];
    try (FieldVector vector = field.createVector(allocator)) {
      lists.lend(vector, count);
      vector.getOffsetBuffer().getBytes(0, actual);
    }
    requireEqual(actual, Arrays.copyOf(reference(), actual.length));
  }

  private static void fill(LevelPlanes target, int[] all) {
    long[][] planes = target.planes();
    for (int i = 0; i < all.length; i++) {
      for (int b = 0; b < planes.length; b++) {
        planes[b][i / 64] |= (all[i] >>> b & 1L) << i;
      }
    }
  }

  /** As the reader does it, validity included. */
  @Benchmark
  public int kernel() {
    lists.count = 0;
    int count = levels.validSlots(node.levels(), 0, VALUES, valid);
    lists.append(levels, node, 0, VALUES, valid, count);
    return count;
  }

  /** Level by level. */
  @Benchmark
  public byte[] reference() {
    long[] offsets = new long[VALUES + 1];
    int list = 0;
    long elements = 0;
    for (int i = 0; i < VALUES; i++) {
      if (repetitions[i] == 0) {
        offsets[list++] = elements;
      }
      elements += definitions[i] == ELEMENT ? 1 : 0;
    }
    offsets[list] = elements;
    return Reference.little(offsets, Integer.BYTES);
  }
}
