package io.paraflow.reader.compression;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import io.paraflow.testing.bench.SampleText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** What gzip deflates. One operation is one decompressed byte. */
@OperationsPerInvocation(InflaterBenchmark.BYTES)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class InflaterBenchmark extends KernelBenchmark {
  static final int BYTES = 64 << 10;

  private byte[] deflated;
  private PiecewiseInput stored;
  private TableInflater table;
  private Inflater java;
  private ArrowBuf target;
  private ByteBuffer referenceTarget;

  /** Compresses text. */
  @Setup
  public void setUp() throws DataFormatException {
    byte[] text = SampleText.of(BYTES, random).getBytes(StandardCharsets.US_ASCII);
    byte[] buffer = new byte[BYTES];
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(text);
      deflater.finish();
      deflated = Arrays.copyOf(buffer, deflater.deflate(buffer));
    }
    stored = closing(new PiecewiseInput(deflated, deflated.length, allocator));
    table = closing(new TableInflater(allocator));
    java = closing(new Inflater(true));
    target = closing(allocator.buffer(BYTES + RawMemory.SLACK_BYTES));
    referenceTarget = ByteBuffer.allocateDirect(BYTES);
    byte[] actual = new byte[BYTES];
    kernel();
    target.getBytes(0, actual);
    requireEqual(actual, text);
    reference();
    referenceTarget.get(0, actual);
    requireEqual(actual, text);
  }

  /** In Java. */
  @Benchmark
  public int kernel() throws DataFormatException {
    table.reset();
    stored.rewind();
    int bytes = 0;
    while (!table.finished()) {
      bytes += table.inflate(stored, target.memoryAddress() + bytes, BYTES + 1 - bytes);
    }
    return bytes;
  }

  /** By the JDK's zlib. */
  @Benchmark
  public int reference() throws DataFormatException {
    java.reset();
    java.setInput(deflated);
    referenceTarget.clear();
    int bytes = 0;
    while (!java.finished()) {
      bytes += java.inflate(referenceTarget);
    }
    return bytes;
  }
}
