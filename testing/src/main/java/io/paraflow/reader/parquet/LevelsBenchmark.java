package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** From definition levels of 0 and 1 to a validity bitmap. */
public class LevelsBenchmark extends KernelBenchmark {
  /** Where the bitmap goes on, not at a whole byte. */
  private static final int TARGET_BIT = 3;

  @Param private RunsShape shape = RunsShape.MIXED;

  private final LevelReader levels = new LevelReader(MemoryPage.PLACE, 1);
  private final LevelPlanes planes = new LevelPlanes(1);
  private byte[] encoded = {};
  private long source;
  private long target;

  /** Encodes random levels. */
  @Setup
  public void setUp() {
    encoded = EncodedValues.runs(shape.values(VALUES, 1, random), 1);
    ArrowBuf stored = closing(allocator.buffer(encoded.length + RawMemory.SLACK_BYTES));
    stored.setBytes(0, encoded);
    source = stored.memoryAddress();
    byte[] expected = reference();
    ArrowBuf bitmap = closing(allocator.buffer(expected.length + RawMemory.SLACK_BYTES));
    bitmap.setZero(0, bitmap.capacity());
    target = bitmap.memoryAddress();
    kernel();
    byte[] actual = new byte[expected.length];
    bitmap.getBytes(0, actual);
    requireEqual(actual, expected);
  }

  /** As the reader does it. */
  @Benchmark
  public long kernel() {
    levels.beginRuns(source, encoded.length);
    levels.read(planes, VALUES);
    Bits.append(planes.planes()[0], VALUES, target, TARGET_BIT);
    return target;
  }

  /** Bit by bit. */
  @Benchmark
  public byte[] reference() {
    byte[] bitmap = new byte[(VALUES + TARGET_BIT + 7) / 8];
    long[] values = Reference.runs(Reference.in(encoded), 1, VALUES);
    for (int i = 0; i < VALUES; i++) {
      int bit = TARGET_BIT + i;
      bitmap[bit / 8] |= (byte) (values[i] << (bit % 8));
    }
    return bitmap;
  }
}
