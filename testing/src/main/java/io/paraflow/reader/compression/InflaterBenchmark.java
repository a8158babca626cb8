package io.paraflow.reader.compression;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import io.paraflow.testing.bench.SampleText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** What gzip deflates. One operation is one decompressed byte. */
@OperationsPerInvocation(InflaterBenchmark.BYTES)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class InflaterBenchmark extends KernelBenchmark {
  static final int BYTES = 64 << 10;

  private ByteBuffer stored;
  private RawInflater table;
  private RawInflater java;
  private ArrowBuf target;

  /** Compresses text. */
  @Setup
  public void setUp() throws DataFormatException {
    byte[] text = SampleText.of(BYTES, random).getBytes(StandardCharsets.US_ASCII);
    byte[] deflated = new byte[BYTES];
    int length;
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(text);
      deflater.finish();
      length = deflater.deflate(deflated);
    }
    stored = ByteBuffer.allocateDirect(length).put(deflated, 0, length).flip();
    table = closing(new TableInflater(allocator));
    java = closing(new JavaInflater());
    target = closing(allocator.buffer(BYTES + RawMemory.SLACK_BYTES));
    byte[] actual = new byte[BYTES];
    kernel();
    target.getBytes(0, actual);
    requireEqual(actual, text);
    target.setZero(0, BYTES);
    reference();
    target.getBytes(0, actual);
    requireEqual(actual, text);
  }

  /** In Java. */
  @Benchmark
  public int kernel() throws DataFormatException {
    return inflate(table);
  }

  /** By the JDK's zlib. */
  @Benchmark
  public int reference() throws DataFormatException {
    return inflate(java);
  }

  private int inflate(RawInflater inflater) throws DataFormatException {
    inflater.reset();
    stored.rewind();
    int bytes = 0;
    while (!inflater.finished()) {
      bytes += inflater.inflate(stored, target.memoryAddress() + bytes, BYTES + 1 - bytes);
    }
    return bytes;
  }
}
