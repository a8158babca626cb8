package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Bit-packed integers. */
public class BitUnpackerBenchmark extends KernelBenchmark {
  @Param({"1", "4", "10", "20"})
  private int width;

  private final BitUnpacker vectorUnpacker = new VectorBitUnpacker();
  private final BitUnpacker wordUnpacker = new WordBitUnpacker();
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
    requireEqual(vectors(), expected);
    requireEqual(words(), expected);
  }

  private static void requireEqual(int[] unpacked, byte[] expected) {
    long[] values = Arrays.stream(unpacked).asLongStream().toArray();
    requireEqual(Reference.little(values, Integer.BYTES), expected);
  }

  /** Dictionary indices, by vectors. */
  @Benchmark
  public int[] vectors() {
    vectorUnpacker.unpack(source, width, ints, 0, VALUES / 8);
    return ints;
  }

  /** Dictionary indices, by words of 8 bytes. */
  @Benchmark
  public int[] words() {
    wordUnpacker.unpack(source, width, ints, 0, VALUES / 8);
    return ints;
  }

  /** Differences of the delta encodings. */
  @Benchmark
  public long[] longs() {
    BitUnpacker.unpack(source, 0, width, longs, 0, VALUES);
    return longs;
  }

  /** Bit by bit. */
  @Benchmark
  public long[] reference() {
    return Reference.unpack(Reference.in(packed), width, VALUES);
  }
}
