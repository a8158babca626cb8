package io.paraflow.indexer.json;

import io.paraflow.testing.bench.KernelBenchmark;
import io.paraflow.testing.bench.SampleText;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** Whether a batch's text can be written as it is. One operation is one byte. */
@OperationsPerInvocation(PlainTextCheckBenchmark.BYTES)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class PlainTextCheckBenchmark extends KernelBenchmark {
  static final int BYTES = 64 << 10;

  private final PlainTextCheck vectorCheck = new VectorPlainTextCheck();
  private final PlainTextCheck wordCheck = new WordPlainTextCheck();
  private byte[] text;
  private long start;

  /** Makes text. */
  @Setup
  public void setUp() {
    text = SampleText.of(BYTES, random).getBytes(StandardCharsets.US_ASCII);
    ArrowBuf memory = closing(allocator.buffer(BYTES));
    memory.setBytes(0, text);
    start = memory.memoryAddress();
    if (!vectors() || !words() || !reference()) {
      throw new IllegalStateException("text is not taken for plain");
    }
  }

  /** By vectors. */
  @Benchmark
  public boolean vectors() {
    return vectorCheck.isPlain(start, start + BYTES);
  }

  /** By words of 8 bytes. */
  @Benchmark
  public boolean words() {
    return wordCheck.isPlain(start, start + BYTES);
  }

  /** Byte by byte. */
  @Benchmark
  public boolean reference() {
    for (byte b : text) {
      if (b < ' ' || b == '"' || b == '\\') {
        return false;
      }
    }
    return true;
  }
}
