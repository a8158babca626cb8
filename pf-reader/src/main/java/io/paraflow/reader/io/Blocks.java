package io.paraflow.reader.io;

import io.paraflow.core.memory.RawMemory;

/** Bytes of a file, forward, one block after the other in off-heap memory. Used by one thread. */
public interface Blocks extends AutoCloseable {
  /**
   * Moves on to the next block; the one before becomes invalid.
   *
   * @return false at the end
   * @throws io.paraflow.core.error.IngestException what {@link
   *     io.paraflow.core.file.InputFile#readFully} throws, also when the read was made ahead;
   *     CANCELLED when this thread is interrupted
   */
  boolean advance();

  /**
   * Where the current block is in memory; readable {@link RawMemory#SLACK_BYTES} beyond its end.
   */
  long address();

  /** The current block's length in bytes; 0 before the first and after the last. */
  int length();

  /** The current block's position in the file. */
  long position();

  /**
   * Reads the bytes after the current block straight into memory of the caller, who then finds no
   * current block. Cheaper than {@link #advance} when nothing was read ahead.
   *
   * @param target has room for {@code bytes}
   * @param bytes at most what is left after the current block
   * @return false, and nothing done, where blocks were read ahead
   */
  boolean readDirect(long target, int bytes);

  /**
   * Moves to another position. What lies between is not read, unless it was already. There is no
   * current block afterwards; the next one has the position, or begins with it.
   *
   * @param position after the current block, and within what is read
   */
  void moveTo(long position);

  /**
   * Goes back, or on, to a position. May release memory, and then reads again. There is no current
   * block afterwards.
   *
   * @param position within what is read
   */
  void restart(long position);

  /**
   * Lets what is read end earlier or, up to its own end, later: nothing behind is read from now on,
   * unless it was already.
   */
  void limit(long position);

  /** Waits for reads under way, then releases every block. */
  @Override
  void close();
}
