package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import io.paraflow.testing.bench.SampleText;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Strings of JSON, of 10 to 80 characters. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class EscapedTextBenchmark extends KernelBenchmark {
  private static final int MOST_LENGTH = 80;

  @Param private Content content;

  private final byte[][] texts = new byte[VALUES][];
  private final long[] starts = new long[VALUES + 1];
  private OutputBuffer buffer;
  private long readable;

  /** What strings have. */
  public enum Content {
    /** Nothing that needs care. */
    PLAIN(""),
    /** A quote and a line's end. */
    ESCAPES("\"\n"),
    /** Letters beyond ASCII. */
    LETTERS("é日");

    private final String inserted;

    Content(String inserted) {
      this.inserted = inserted;
    }
  }

  /** Makes random strings. */
  @Setup
  public void setUp() {
    ArrowBuf memory = closing(allocator.buffer(2L * MOST_LENGTH * VALUES));
    starts[0] = memory.memoryAddress();
    readable = memory.memoryAddress() + memory.capacity();
    for (int i = 0; i < VALUES; i++) {
      StringBuilder text =
          new StringBuilder(SampleText.of(random.nextInt(10, MOST_LENGTH), random));
      texts[i] =
          text.insert(random.nextInt(text.length()), content.inserted)
              .toString()
              .getBytes(StandardCharsets.UTF_8);
      RawMemory.copy(texts[i], 0, starts[i], texts[i].length);
      starts[i + 1] = starts[i] + texts[i].length;
    }
    buffer = closing(new OutputBuffer(allocator, 1 << 20));
    buffer.end(kernel());
    byte[] written = new byte[(int) buffer.length()];
    buffer.content().get(written);
    requireEqual(written, reference().getBytes(StandardCharsets.UTF_8));
  }

  /** As the writer does it. */
  @Benchmark
  public long kernel() {
    buffer.clear();
    long out = buffer.end();
    for (int i = 0; i < VALUES; i++) {
      int length = (int) (starts[i + 1] - starts[i]);
      out = EscapedText.write(buffer, starts[i], length, readable, out);
    }
    return out;
  }

  /** Character by character. */
  @Benchmark
  public String reference() {
    StringBuilder out = new StringBuilder();
    for (byte[] bytes : texts) {
      out.append('"');
      String text = new String(bytes, StandardCharsets.UTF_8);
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"' -> out.append("\\\"");
          case '\n' -> out.append("\\n");
          default -> out.append(c);
        }
      }
      out.append('"');
    }
    return out.toString();
  }
}
