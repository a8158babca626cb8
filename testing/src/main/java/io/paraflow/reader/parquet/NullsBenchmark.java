package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.parquet.format.Type;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Values that are spread over the slots that are not null, half of them in turn. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class NullsBenchmark extends KernelBenchmark {
  private static final int PRESENT = VALUES / 2;

  /** Of 4 bytes, 8 bytes, or the ends of byte arrays. */
  @Param({"INT32", "INT64", "BYTE_ARRAY"})
  private Type type = Type.INT32;

  private final byte[] dense = new byte[PRESENT * Long.BYTES];
  private long[] bits = {};
  private BitSet present = new BitSet();
  private LeafColumn column;

  /** Makes random values. */
  @Setup
  public void setUp() {
    column = closing(new LeafColumn(type, true, allocator));
    present = new BitSet();
    while (present.cardinality() < PRESENT) {
      present.set(random.nextInt(VALUES));
    }
    bits = Arrays.copyOf(present.toLongArray(), VALUES / 64);
    column.reserve(VALUES);
    for (int i = 0; i < PRESENT; i++) {
      long value = type == Type.BYTE_ARRAY ? i + 1 : random.nextLong();
      System.arraycopy(
          Reference.little(new long[] {value}, width()), 0, dense, i * width(), width());
    }
    RawMemory.copy(dense, 0, target(), PRESENT * width());
    kernel();
    byte[] actual = new byte[VALUES * width()];
    RawMemory.copy(target(), actual, 0, actual.length);
    byte[] expected = reference();
    for (int i = 0; i < VALUES; i++) {
      if (type != Type.BYTE_ARRAY && !present.get(i)) {
        Arrays.fill(actual, i * width(), (i + 1) * width(), (byte) 0);
      }
    }
    requireEqual(actual, expected);
  }

  private int width() {
    return type == Type.INT64 ? Long.BYTES : Integer.BYTES;
  }

  private long target() {
    return switch (column.builder()) {
      case FixedBuilder fixed -> fixed.end() - (long) fixed.count() * width();
      case BytesBuilder bytes -> bytes.nextOffset() - 4L * bytes.count();
      default -> throw new IllegalStateException(type.toString());
    };
  }

  /** As the reader does it, validity included. */
  @Benchmark
  public int kernel() {
    column.builder().count = 0;
    ((LeafBuilder) column.builder()).commit(bits, VALUES, PRESENT);
    return column.builder().count();
  }

  /** Byte by byte; an end is that of the value before where there is none. */
  @Benchmark
  public byte[] reference() {
    int width = width();
    byte[] slots = new byte[VALUES * width];
    int value = 0;
    for (int i = 0; i < VALUES; i++) {
      value += present.get(i) ? 1 : 0;
      boolean taken = type == Type.BYTE_ARRAY ? value > 0 : present.get(i);
      for (int b = 0; taken && b < width; b++) {
        slots[i * width + b] = dense[(value - 1) * width + b];
      }
    }
    return slots;
  }
}
