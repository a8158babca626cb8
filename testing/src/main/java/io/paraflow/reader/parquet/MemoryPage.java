package io.paraflow.reader.parquet;

import io.paraflow.reader.io.BlockReader;
import io.paraflow.testing.fixtures.MemoryFile;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;

/** A chunk of one page, whose stored bytes are in memory. */
final class MemoryPage implements AutoCloseable {
  /** The column in errors. */
  static final ColumnPlace PLACE = new ColumnPlace("memory://file", "column");

  private static final int BLOCK_BYTES = 4 << 10;

  private final ChunkInput input;
  private final SpillFile spillFile =
      new SpillFile(Path.of(System.getProperty("java.io.tmpdir")), 1 << 30);
  private final Codecs codecs;
  private final PageWindow window;

  /**
   * A page that is not begun.
   *
   * @param windowBytes how many of its decompressed bytes are in memory at a time
   * @param checksum whether to compute that of the stored bytes
   */
  MemoryPage(
      byte[] stored,
      CompressionCodec codec,
      int windowBytes,
      boolean checksum,
      BufferAllocator allocator) {
    input = input(stored, BLOCK_BYTES, allocator);
    codecs = new Codecs(allocator, spillFile);
    window = new PageWindow(PLACE, input, codec, codecs, allocator, windowBytes);
    input.begin(stored.length, checksum);
  }

  /** An uncompressed page of which the whole is in memory, begun. */
  static MemoryPage whole(byte[] content, BufferAllocator allocator) {
    MemoryPage page =
        new MemoryPage(content, CompressionCodec.UNCOMPRESSED, content.length, false, allocator);
    page.window.begin(content.length, true);
    return page;
  }

  /** The stored bytes of a chunk, in blocks of about so many. */
  static ChunkInput input(byte[] chunk, int blockBytes, BufferAllocator allocator) {
    return new ChunkInput(
        new BlockReader(new MemoryFile(chunk), 0, chunk.length, allocator, blockBytes),
        chunk.length,
        PLACE);
  }

  ChunkInput input() {
    return input;
  }

  PageWindow window() {
    return window;
  }

  @Override
  public void close() {
    window.close();
    codecs.close();
    input.close();
    spillFile.close();
  }
}
