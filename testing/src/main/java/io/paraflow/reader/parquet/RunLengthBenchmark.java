package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The hybrid of runs and bit-packed groups. */
public class RunLengthBenchmark extends KernelBenchmark {
  private static final int WIDTH = 10;

  @Param private RunsShape shape = RunsShape.MIXED;

  private final int[] values = new int[VALUES];
  private final ByteWindow window = new ByteWindow(MemoryPage.PLACE);
  private final RunLengthDecoder decoder = new RunLengthDecoder(window);
  private byte[] encoded = {};
  private long source;

  /** Encodes random values. */
  @Setup
  public void setUp() {
    encoded = EncodedValues.runs(shape.values(VALUES, WIDTH, random), WIDTH);
    ArrowBuf memory = closing(allocator.buffer(encoded.length + RawMemory.SLACK_BYTES));
    memory.setBytes(0, encoded);
    source = memory.memoryAddress();
    long[] decoded = new long[VALUES];
    kernel();
    for (int i = 0; i < VALUES; i++) {
      decoded[i] = values[i];
    }
    requireEqual(
        Reference.little(decoded, Integer.BYTES), Reference.little(reference(), Integer.BYTES));
  }

  /** As the reader does it. */
  @Benchmark
  public int[] kernel() {
    window.reset(source, encoded.length);
    decoder.begin(window, WIDTH);
    decoder.read(values, VALUES);
    return values;
  }

  /** Bit by bit. */
  @Benchmark
  public long[] reference() {
    return Reference.runs(Reference.in(encoded), WIDTH, VALUES);
  }
}
