package io.paraflow.reader.parquet;

import io.airlift.compress.lz4.Lz4Compressor;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import io.paraflow.testing.bench.SampleText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.parquet.format.CompressionCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** Raw LZ4 blocks. One operation is one decompressed byte. */
@OperationsPerInvocation(Lz4Benchmark.BYTES)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class Lz4Benchmark extends KernelBenchmark {
  static final int BYTES = 64 << 10;

  private byte[] stored;
  private ChunkInput input;
  private StreamingDecompressor decompressor;
  private ArrowBuf target;

  /** Compresses text. */
  @Setup
  public void setUp() {
    byte[] page = SampleText.of(BYTES, random).getBytes(StandardCharsets.US_ASCII);
    stored = compress(page);
    // With another byte behind the section, its block stays in memory.
    input =
        closing(MemoryPage.input(Arrays.copyOf(stored, stored.length + 1), 2 * BYTES, allocator));
    input.begin(stored.length, false);
    decompressor = closing(Decompressors.of(CompressionCodec.LZ4_RAW, allocator));
    target = closing(allocator.buffer(BYTES + RawMemory.SLACK_BYTES));
    kernel();
    byte[] actual = new byte[BYTES];
    target.getBytes(0, actual);
    requireEqual(actual, page);
    requireEqual(reference(), page);
  }

  private static byte[] compress(byte[] page) {
    Lz4Compressor compressor = new Lz4Compressor();
    byte[] block = new byte[compressor.maxCompressedLength(page.length)];
    int length = compressor.compress(page, 0, page.length, block, 0, block.length);
    return Arrays.copyOf(block, length);
  }

  /** As the reader does it. */
  @Benchmark
  public int kernel() {
    input.unread(stored.length - input.sectionLeft());
    decompressor.begin(input, BYTES);
    return decompressor.produce(target.memoryAddress(), BYTES);
  }

  /** Byte by byte. */
  @Benchmark
  public byte[] reference() {
    return Reference.lz4(Reference.in(stored), BYTES);
  }
}
