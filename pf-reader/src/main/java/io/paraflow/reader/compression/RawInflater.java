package io.paraflow.reader.compression;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/** Inflates streams of RFC 1951, one after the other. Used by one thread. */
sealed interface RawInflater extends AutoCloseable
    permits JavaInflater, TableInflater, IsalInflater {
  /** The fastest that this process has, and the allocator has memory for. */
  static RawInflater best(BufferAllocator allocator) {
    IsalLibrary library = IsalLibrary.found();
    try {
      return library == null ? new TableInflater(allocator) : new IsalInflater(library, allocator);
    } catch (OutOfMemoryException _) {
      // This one's state is zlib's.
      return new JavaInflater();
    }
  }

  /** Begins a stream; so does the constructor. */
  void reset();

  /**
   * Inflates as much as the input has or the target takes.
   *
   * @param input a direct buffer; its position moves behind what was consumed, and behind the
   *     stream's last byte where the stream ends. May be empty; must be the same until it is
   * @param target address of memory with room for {@code capacity} bytes
   * @param capacity at least 1
   * @return how many bytes were written; 0 when the stream has ended or more input is needed
   * @throws DataFormatException when the input is not such a stream
   */
  int inflate(ByteBuffer input, long target, int capacity) throws DataFormatException;

  /** Whether the stream has ended, and everything of it was written. */
  boolean finished();

  @Override
  void close();
}
