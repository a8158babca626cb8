package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The shortest text of doubles. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class DoubleTextBenchmark extends KernelBenchmark {
  private static final int MOST_BYTES = 26;

  @Param private Shape shape;

  private final double[] numbers = new double[VALUES];
  private ArrowBuf text;

  /** What numbers look like. */
  public enum Shape {
    /** Three digits behind the point. */
    THOUSANDTHS,
    /** Any number between 0.001 and 1000, which the JDK writes without exponent too. */
    ANY
  }

  /** Makes random numbers. */
  @Setup
  public void setUp() {
    for (int i = 0; i < VALUES; i++) {
      numbers[i] =
          shape == Shape.THOUSANDTHS
              ? random.nextInt(1, 1_000_000) / 1000.0
              : random.nextDouble(0.001, 1000);
    }
    text = closing(allocator.buffer(VALUES * (MOST_BYTES + 1L) + RawMemory.SLACK_BYTES));
    byte[] written = new byte[(int) (kernel() - text.memoryAddress())];
    text.getBytes(0, written);
    requireEqual(written, reference().getBytes(StandardCharsets.US_ASCII));
  }

  /** As the writer does it. */
  @Benchmark
  public long kernel() {
    long out = text.memoryAddress();
    for (double number : numbers) {
      out = FloatingPointText.write(number, out);
      RawMemory.putByte(out++, (byte) ' ');
    }
    return out;
  }

  /** By the JDK. */
  @Benchmark
  public String reference() {
    StringBuilder out = new StringBuilder();
    for (double number : numbers) {
      out.append(number).append(' ');
    }
    return out.toString();
  }
}
