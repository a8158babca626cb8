package io.paraflow.reader.parquet;

import com.github.luben.zstd.Zstd;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.io.BlockReader;
import io.paraflow.testing.bench.KernelBenchmark;
import io.paraflow.testing.bench.SampleText;
import io.paraflow.testing.fixtures.MemoryFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.parquet.format.CompressionCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * Large zstd pages of several columns that take turns, as a batch after the other is read. One
 * operation is one decompressed byte.
 */
@OperationsPerInvocation(ZstdPagesBenchmark.COLUMNS * ZstdPagesBenchmark.PAGE_BYTES)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class ZstdPagesBenchmark extends KernelBenchmark {
  static final int COLUMNS = 6;
  static final int PAGE_BYTES = 6 << 20;
  private static final int TURN_BYTES = 64 << 10;

  private byte[] stored;
  private final ChunkInput[] inputs = new ChunkInput[COLUMNS];
  private final ArrowBuf[] targets = new ArrowBuf[COLUMNS];
  private Codecs codecs;

  /** Compresses text. */
  @Setup
  public void setUp() {
    byte[] page = SampleText.of(PAGE_BYTES, random).getBytes(StandardCharsets.US_ASCII);
    stored = Zstd.compress(page);
    codecs = closing(new Codecs(allocator, new SpillFile(Path.of(""), 0)));
    for (int i = 0; i < COLUMNS; i++) {
      // With another byte behind the section, its block stays in memory.
      byte[] chunk = Arrays.copyOf(stored, stored.length + 1);
      inputs[i] =
          closing(
              new ChunkInput(
                  new BlockReader(new MemoryFile(chunk), 0, chunk.length, allocator, chunk.length),
                  chunk.length,
                  new ColumnPlace("memory://file", "column " + i)));
      inputs[i].begin(stored.length, false);
      targets[i] = closing(allocator.buffer(TURN_BYTES + RawMemory.SLACK_BYTES));
    }
    long sum;
    try (ArrowBuf buffer = allocator.buffer(PAGE_BYTES)) {
      buffer.setBytes(0, page);
      sum = COLUMNS * sum(buffer.memoryAddress(), PAGE_BYTES);
    }
    byte[] expected = Long.toString(sum).getBytes(StandardCharsets.US_ASCII);
    requireEqual(Long.toString(inPlace()).getBytes(StandardCharsets.US_ASCII), expected);
    requireEqual(Long.toString(reference()).getBytes(StandardCharsets.US_ASCII), expected);
  }

  private ChunkInput begin(int column) {
    ChunkInput input = inputs[column];
    input.unread(stored.length - input.sectionLeft());
    return input;
  }

  private static long sum(long address, int bytes) {
    long sum = 0;
    for (int i = 0; i < bytes; i += Long.BYTES) {
      sum += RawMemory.getLong(address + i);
    }
    return sum;
  }

  /** To where the bytes are read. */
  @Benchmark
  public long inPlace() {
    ZstdPagesInPlace[] pages = new ZstdPagesInPlace[COLUMNS];
    long[] ends = new long[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      pages[i] =
          Objects.requireNonNull(
              ZstdPagesInPlace.create(begin(i), PAGE_BYTES, codecs), "not on this system");
      ends[i] = pages[i].address();
    }
    long sum = 0;
    for (int read = 0; read < PAGE_BYTES; read += TURN_BYTES) {
      for (int i = 0; i < COLUMNS; i++) {
        long start = pages[i].address() + read;
        while (ends[i] < start + TURN_BYTES) {
          ends[i] += pages[i].produce(ends[i], pages[i].historyBytes() - (int) (ends[i] - start));
        }
        sum += sum(start, TURN_BYTES);
      }
    }
    for (ZstdPagesInPlace page : pages) {
      page.close();
    }
    return sum;
  }

  /** Through windows of the library's, from which the bytes are copied. */
  @Benchmark
  public long reference() {
    StreamingDecompressor[] pages = new StreamingDecompressor[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      pages[i] = codecs.create(CompressionCodec.ZSTD);
      pages[i].begin(begin(i), PAGE_BYTES);
    }
    long sum = 0;
    for (int read = 0; read < PAGE_BYTES; read += TURN_BYTES) {
      for (int i = 0; i < COLUMNS; i++) {
        for (int done = 0; done < TURN_BYTES; ) {
          done += pages[i].produce(targets[i].memoryAddress() + done, TURN_BYTES - done);
        }
        sum += sum(targets[i].memoryAddress(), TURN_BYTES);
      }
    }
    for (StreamingDecompressor page : pages) {
      page.close();
    }
    return sum;
  }
}
