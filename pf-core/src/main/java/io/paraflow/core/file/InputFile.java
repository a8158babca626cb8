package io.paraflow.core.file;

import java.lang.foreign.MemorySegment;

/** One version of a file, readable at any position by any number of threads at once. */
public interface InputFile extends AutoCloseable {
  /** The file's name. */
  Location location();

  /** ETag or versionId; empty where the store has none. */
  String version();

  /** The length in bytes. */
  long length();

  /** How costly it is to begin a read, from which readers choose block size and read-ahead. */
  Latency latency();

  /**
   * Fills a segment with the bytes from a position on; resumes by itself at the exact byte after a
   * broken connection.
   *
   * @param position from 0 to {@code length - target.byteSize()}
   * @param target filled completely, or else an exception is thrown
   * @throws io.paraflow.core.error.IngestException OBJECT_CHANGED when the file is no longer the
   *     version that was opened, TRUNCATED when it is shorter than it was, UNAVAILABLE when retries
   *     did not help; the message names location, position and length
   */
  void readFully(long position, MemorySegment target);

  /** What was asked of the store and received for this file so far. Callable by any thread. */
  ReadCounts readCounts();

  @Override
  void close();

  /** How costly it is to begin a read. */
  enum Latency {
    /** Microseconds: reads are small and made when needed. */
    LOCAL,
    /** Milliseconds: reads are large and made ahead of need. */
    REMOTE
  }
}
