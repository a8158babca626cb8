package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import io.paraflow.testing.bench.SampleText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.parquet.format.CompressionCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.xerial.snappy.Snappy;

/** Raw Snappy blocks. One operation is one decompressed byte. */
@OperationsPerInvocation(SnappyBenchmark.BYTES)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class SnappyBenchmark extends KernelBenchmark {
  static final int BYTES = 64 << 10;

  private byte[] stored;
  private ChunkInput input;
  private StreamingDecompressor decompressor;
  private ArrowBuf target;

  /** Compresses text. */
  @Setup
  public void setUp() throws IOException {
    byte[] page = SampleText.of(BYTES, random).getBytes(StandardCharsets.US_ASCII);
    stored = compress(page);
    // With another byte behind the section, its block stays in memory.
    input =
        closing(MemoryPage.input(Arrays.copyOf(stored, stored.length + 1), 2 * BYTES, allocator));
    input.begin(stored.length, false);
    decompressor = closing(Decompressors.of(CompressionCodec.SNAPPY, allocator));
    target = closing(allocator.buffer(BYTES + RawMemory.SLACK_BYTES));
    pieces();
    byte[] actual = new byte[BYTES];
    target.getBytes(0, actual);
    requireEqual(actual, page);
    requireEqual(reference(), page);
  }

  private static byte[] compress(byte[] page) throws IOException {
    return Snappy.compress(page);
  }

  /** By the decoder that can stop and go on, for pages that do not fit the window. */
  @Benchmark
  public int pieces() {
    input.unread(stored.length - input.sectionLeft());
    decompressor.begin(input, BYTES);
    return decompressor.produce(target.memoryAddress(), BYTES);
  }

  /** By the library, for pages that do. */
  @Benchmark
  public long whole() {
    input.unread(stored.length - input.sectionLeft());
    int available = input.available();
    return ((WholePageDecompressor) decompressor)
        .whole(input.address(), available, target.memoryAddress(), BYTES, MemoryPage.PLACE);
  }

  /** Byte by byte. */
  @Benchmark
  public byte[] reference() {
    return Reference.snappy(Reference.in(stored));
  }
}
