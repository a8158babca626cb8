package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import io.paraflow.testing.bench.SampleText;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Strings that are copied up to their quotes. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class StringScannerBenchmark extends KernelBenchmark {
  @Param({"12", "90"})
  private int averageLength;

  private final StringScanner vectorScanner = new VectorStringScanner();
  private final StringScanner wordScanner = new WordStringScanner();
  private byte[] lines;
  private long source;
  private ArrowBuf copy;

  /** Makes strings of random lengths, one behind the other. */
  @Setup
  public void setUp() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < VALUES; i++) {
      int length = random.nextInt(averageLength / 2, averageLength * 3 / 2);
      text.append(SampleText.of(length, random)).append('"');
    }
    lines = text.toString().getBytes(StandardCharsets.US_ASCII);
    ArrowBuf memory = closing(allocator.buffer(lines.length + RawMemory.SLACK_BYTES));
    memory.setZero(0, memory.capacity());
    memory.setBytes(0, lines);
    source = memory.memoryAddress();
    copy = closing(allocator.buffer(lines.length + RawMemory.SLACK_BYTES));
    byte[] expected = reference();
    byte[] actual = new byte[expected.length];
    for (StringScanner scanner : new StringScanner[] {vectorScanner, wordScanner}) {
      copy.setZero(0, copy.capacity());
      copyAll(scanner);
      copy.getBytes(0, actual);
      requireEqual(actual, expected);
    }
  }

  /** By vectors. */
  @Benchmark
  public long vectors() {
    return copyAll(vectorScanner);
  }

  /** By words of 8 bytes. */
  @Benchmark
  public long words() {
    return copyAll(wordScanner);
  }

  private long copyAll(StringScanner scanner) {
    long from = source;
    long to = copy.memoryAddress();
    long end = to + copy.capacity();
    for (int i = 0; i < VALUES; i++) {
      int bytes = scanner.copy(from, to, (int) (end - to));
      from += bytes + 1;
      to += bytes;
    }
    return to;
  }

  /** Byte by byte. */
  @Benchmark
  public byte[] reference() {
    byte[] copied = new byte[lines.length - VALUES];
    int at = 0;
    for (byte b : lines) {
      if (b >= ' ' && b != '"' && b != '\\') {
        copied[at++] = b;
      }
    }
    return copied;
  }
}
