package io.paraflow.reader.parquet;

import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RepeatingMemory;
import io.paraflow.reader.compression.CompressionException;
import io.paraflow.reader.compression.ZstdFrame;
import io.paraflow.reader.compression.ZstdInPlace;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/** A page that is one zstd frame. */
final class ZstdPagesInPlace implements InPlaceDecompressor {
  private final ZstdInPlace frame;
  private final RepeatingMemory memory;
  private final ChunkInput input;
  private final Codecs codecs;

  private ZstdPagesInPlace(
      ZstdInPlace frame, RepeatingMemory memory, ChunkInput input, Codecs codecs) {
    this.frame = frame;
    this.memory = memory;
    this.input = input;
    this.codecs = codecs;
  }

  /**
   * A decompressor before the page's first byte.
   *
   * @param codecs keep the memory when it is closed
   * @return null when the page does not begin with a frame that says it has the whole page, or the
   *     system cannot do this
   */
  static @Nullable ZstdPagesInPlace create(ChunkInput page, long bytes, Codecs codecs) {
    int available = page.available();
    try {
      ZstdFrame frame = available == 0 ? null : ZstdFrame.of(page.address(), available);
      if (frame == null || frame.contentBytes() != bytes || !ZstdInPlace.supports(frame)) {
        return null;
      }
      RepeatingMemory memory =
          codecs.takePlace(
              page.place(), ZstdInPlace.rangeBytes(frame), ZstdInPlace.blockBytes(frame));
      return memory == null ? null : create(frame, memory, page, codecs);
    } catch (CompressionException e) {
      throw Decompressors.error(page.place(), e);
    }
  }

  private static ZstdPagesInPlace create(
      ZstdFrame frame, RepeatingMemory memory, ChunkInput page, Codecs codecs) {
    try {
      return new ZstdPagesInPlace(
          new ZstdInPlace(frame, memory, codecs.allocator()), memory, page, codecs);
    } catch (MemoryShortage e) {
      memory.close();
      throw e;
    }
  }

  @Override
  public long address() {
    return memory.address();
  }

  @Override
  public int historyBytes() {
    return frame.unreadBytes();
  }

  @Override
  public void begin(ChunkInput page, long bytes) {
    if (page != input) {
      throw new IllegalArgumentException("another page");
    }
  }

  @Override
  public int produce(long target, int room) {
    try {
      return frame.read(input, frame.unreadBytes() - room);
    } catch (CompressionException e) {
      throw Decompressors.error(input.place(), e);
    }
  }

  /** What may follow the page's frame is frames that have no bytes. */
  @Override
  public boolean finish(long scratch) {
    if (input.sectionLeft() == 0) {
      return true;
    }
    try (StreamingDecompressor rest = codecs.create(CompressionCodec.ZSTD)) {
      rest.begin(input, 0);
      return rest.finish(scratch);
    }
  }

  @Override
  public void close() {
    frame.close();
    codecs.keepPlace(input.place(), memory);
  }
}
