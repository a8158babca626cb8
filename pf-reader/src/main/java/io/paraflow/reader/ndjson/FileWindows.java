package io.paraflow.reader.ndjson;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.reader.compression.ByteSource;
import io.paraflow.reader.compression.Compression;
import java.lang.foreign.MemorySegment;
import org.apache.arrow.memory.BufferAllocator;

/** Opens windows on a file: on its beginning first, and on a range of it that begins later. */
final class FileWindows {
  private static final long MOST_BLOCK_BYTES = 12 << 20;

  private final InputFile file;
  private final NdjsonOptions options;
  private final BufferAllocator allocator;
  private final Compression compression;
  private final ByteRange range;

  /**
   * Opens nothing yet.
   *
   * @param part which lines are read, by where they begin; of compressed files all or none are
   */
  FileWindows(InputFile file, ByteRange part, NdjsonOptions options, BufferAllocator allocator) {
    this.file = file;
    this.options = options;
    this.allocator = allocator;
    byte[] head = new byte[(int) Math.min(Compression.MAGIC_BYTES, file.length())];
    file.readFully(0, MemorySegment.ofArray(head));
    this.compression = Compression.of(head);
    this.range = part.within(file.length());
  }

  private boolean isPlain() {
    return compression == Compression.NONE;
  }

  /** Lines that begin here or later are not read. */
  long rangeEnd() {
    return isPlain() && range.end() < file.length() ? range.end() : Long.MAX_VALUE;
  }

  /** Whether the range begins later than the file, and may have lines. */
  boolean isLater() {
    return isPlain() && range.start() > 0 && range.length() > 0;
  }

  /**
   * The window that is opened first, on the file's beginning, which gives the columns of all of its
   * ranges; it shows nothing where the range has no line.
   */
  Window first() {
    if (range.start() > 0 && !isLater()) {
      return open(Compression.NONE, new ByteRange(file.length(), file.length()));
    }
    long end = isLater() ? 0 : isPlain() ? range.end() : file.length();
    ByteRange shown = new ByteRange(0, Math.max(end, options.sampleBytes()));
    return open(compression, shown.within(file.length()));
  }

  /** A window that shows the range {@linkplain #isLater later}, and the byte before it. */
  Window later() {
    return open(Compression.NONE, new ByteRange(range.start() - 1, range.end()));
  }

  private Window open(Compression from, ByteRange shown) {
    ByteSource source =
        from.open(file, shown, allocator, Math.min(MOST_BLOCK_BYTES, allocator.getLimit() / 4));
    try {
      return new Window(
          source,
          shown.start(),
          shown.end() < file.length() ? shown.end() : Long.MAX_VALUE,
          allocator,
          options.sampleBytes(),
          options.maxRecordBytes() + 1);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }
}
