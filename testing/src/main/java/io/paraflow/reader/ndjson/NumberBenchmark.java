package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The double nearest to a number's text. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class NumberBenchmark extends KernelBenchmark {
  /** Prices have two digits behind the point; others are any double's shortest text. */
  @Param private Shape shape;

  private final byte[][] texts = new byte[VALUES][];
  private final long[] starts = new long[VALUES + 1];
  private final double[] numbers = new double[VALUES];

  /** What numbers look like. */
  public enum Shape {
    /** Two digits behind the point. */
    PRICE,
    /** Any double. */
    ANY
  }

  /** Makes random numbers. */
  @Setup
  public void setUp() {
    ArrowBuf memory = closing(allocator.buffer(32L * VALUES + RawMemory.SLACK_BYTES));
    starts[0] = memory.memoryAddress();
    for (int i = 0; i < VALUES; i++) {
      String text =
          shape == Shape.PRICE
              ? String.format(Locale.ROOT, "%.2f", random.nextInt() / 100.0)
              : Double.toString(random.nextGaussian());
      texts[i] = text.getBytes(StandardCharsets.US_ASCII);
      RawMemory.copy(texts[i], 0, starts[i], texts[i].length);
      starts[i + 1] = starts[i] + texts[i].length;
    }
    requireEqual(bytes(kernel()), bytes(reference()));
  }

  private static byte[] bytes(double[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES);
    Arrays.stream(numbers).forEach(bytes::putDouble);
    return bytes.array();
  }

  /** As the reader does it. */
  @Benchmark
  public double[] kernel() {
    for (int i = 0; i < VALUES; i++) {
      numbers[i] = Numbers.nearestIfHeld(starts[i], starts[i + 1]);
    }
    return numbers;
  }

  /** By the JDK. */
  @Benchmark
  public double[] reference() {
    double[] parsed = new double[VALUES];
    for (int i = 0; i < VALUES; i++) {
      parsed[i] = Double.parseDouble(new String(texts[i], StandardCharsets.US_ASCII));
    }
    return parsed;
  }
}
