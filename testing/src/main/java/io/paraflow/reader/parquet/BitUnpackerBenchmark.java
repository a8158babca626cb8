package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Bit-packed integers. */
public class BitUnpackerBenchmark extends KernelBenchmark {
  @Param({"1", "4", "10", "20"})
  private int width;

  private final int[] ints = new int[VALUES];
  private final long[] longs = new long[VALUES];
  private byte[] packed = {};
  private long source;

  /** Makes random values. */
  @Setup
  public void setUp() {
    packed = new byte[VALUES * width / 8];
    random.nextBytes(packed);
    ArrowBuf memory = closing(allocator.buffer(packed.length + RawMemory.SLACK_BYTES));
    memory.setBytes(0, packed);
    source = memory.memoryAddress();
    byte[] expected = Reference.little(reference(), Integer.BYTES);
    requireEqual(Reference.little(longs(), Integer.BYTES), expected);
    int[] unpacked = ints();
    for (int i = 0; i < VALUES; i++) {
      longs[i] = unpacked[i];
    }
    requireEqual(Reference.little(longs, Integer.BYTES), expected);
  }

  /** Dictionary indices and levels. */
  @Benchmark
  public int[] ints() {
    BitUnpacker.unpack(source, width, ints, 0, VALUES / 8);
    return ints;
  }

  /** Differences of the delta encodings. */
  @Benchmark
  public long[] longs() {
    BitUnpacker.unpack(source, width, longs, 0, VALUES);
    return longs;
  }

  /** Bit by bit. */
  @Benchmark
  public long[] reference() {
    return Reference.unpack(Reference.in(packed), width, VALUES);
  }
}
