package io.paraflow.reader.parquet;

import java.util.EnumMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;

/**
 * What the columns of a reader share to decompress pages. A page that fits into memory is
 * decompressed in one go, so that one decompressor serves all columns; a page that streams is
 * interrupted by those of other columns and has a decompressor of its own.
 */
final class Codecs implements AutoCloseable {
  private static final int MAX_SPARE_BYTES = 512 << 10;

  private final BufferAllocator allocator;
  private final SpillFile spillFile;
  private final OffHeap scratch;
  private final Map<CompressionCodec, StreamingDecompressor> shared =
      new EnumMap<>(CompressionCodec.class);

  /**
   * Nothing is allocated yet.
   *
   * @param spillFile stays the caller's
   */
  Codecs(BufferAllocator allocator, SpillFile spillFile) {
    this.allocator = allocator;
    this.spillFile = spillFile;
    this.scratch = new OffHeap(allocator);
  }

  /** Where compressed pages are gathered that lie in several blocks. */
  OffHeap scratch() {
    return scratch;
  }

  /** Where decompressed bytes go for which there is no memory. */
  SpillFile spillFile() {
    return spillFile;
  }

  /** Gives memory for large pages back; small ones use it again. */
  void endScratch() {
    if (scratch.capacity() > MAX_SPARE_BYTES) {
      scratch.close();
    }
  }

  /** The decompressor for pages in one go. */
  StreamingDecompressor shared(CompressionCodec codec) {
    return shared.computeIfAbsent(codec, this::create);
  }

  /** A decompressor for one page, closed by the caller. */
  StreamingDecompressor create(CompressionCodec codec) {
    return Decompressors.of(codec, allocator);
  }

  @Override
  public void close() {
    shared.values().forEach(StreamingDecompressor::close);
    shared.clear();
    scratch.close();
  }
}
