package io.paraflow.reader.compression;

import java.util.zip.DataFormatException;
import org.apache.arrow.memory.BufferAllocator;

/** Inflates streams of RFC 1951, one after the other. Used by one thread. */
sealed interface RawInflater extends AutoCloseable permits TableInflater, IsalInflater {
  /**
   * The fastest that this process has.
   *
   * @param allocator where its state comes from
   * @throws io.paraflow.core.memory.MemoryShortage when the allocator cannot give as much
   */
  static RawInflater best(BufferAllocator allocator) {
    IsalLibrary library = IsalLibrary.found();
    return library == null ? new TableInflater(allocator) : new IsalInflater(library, allocator);
  }

  /** Begins a stream; so does the constructor. */
  void reset();

  /**
   * Inflates as much as there is input in memory or the target takes.
   *
   * @param input consumed up to the stream's last byte where the stream ends; the same until then
   * @param target address of memory with room for {@code capacity} bytes
   * @param capacity at least 1
   * @return how many bytes were written; 0 when the stream has ended or more input is needed
   * @throws DataFormatException when the input is not such a stream
   */
  int inflate(CompressedInput input, long target, int capacity) throws DataFormatException;

  /** Whether the stream has ended, and everything of it was written. */
  boolean finished();

  @Override
  void close();
}
