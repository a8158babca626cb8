package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RepeatingMemory;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

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

  /** Where columns had a page decompressed in place: to map memory anew costs half of the gain. */
  private final Map<ColumnPlace, RepeatingMemory> places = new HashMap<>();

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

  /**
   * A decompressor for one page that needs no window beside its bytes, closed by the caller.
   *
   * @param page its section, of which nothing was consumed
   * @param bytes what it decompresses to
   * @return null where the codec or the page has none
   */
  @Nullable InPlaceDecompressor createInPlace(CompressionCodec codec, ChunkInput page, long bytes) {
    return codec == CompressionCodec.ZSTD ? ZstdPagesInPlace.create(page, bytes, this) : null;
  }

  BufferAllocator allocator() {
    return allocator;
  }

  /**
   * Memory for a page that is decompressed in place: the column's last, where that is enough.
   *
   * @return null where the system has none
   */
  @Nullable RepeatingMemory takePlace(ColumnPlace column, long bytes, long blockBytes) {
    RepeatingMemory last = places.remove(column);
    if (last != null) {
      if (last.rangeBytes() >= bytes && last.blockBytes() >= blockBytes) {
        last.restart();
        return last;
      }
      last.close();
    }
    return RepeatingMemory.of(allocator, bytes, blockBytes);
  }

  /** Keeps memory for the column's next page. */
  void keepPlace(ColumnPlace column, RepeatingMemory memory) {
    dropPlace(column);
    places.put(column, memory);
  }

  /** Gives the memory up that was kept for a column. */
  void dropPlace(ColumnPlace column) {
    RepeatingMemory last = places.remove(column);
    if (last != null) {
      last.close();
    }
  }

  /** How much memory is kept for pages that are not begun. */
  long keptBytes() {
    return places.values().stream().mapToLong(RepeatingMemory::blockBytes).sum();
  }

  /** Gives up what no page of another row group will find again, or what there is not plenty of. */
  void endRowGroup() {
    shared.values().forEach(StreamingDecompressor::close);
    shared.clear();
    scratch.close();
    if (allocator.getHeadroom() < allocator.getLimit() / 2) {
      dropPlaces();
    }
  }

  private void dropPlaces() {
    places.values().forEach(RepeatingMemory::close);
    places.clear();
  }

  @Override
  public void close() {
    endRowGroup();
    dropPlaces();
  }
}
