package io.paraflow.core.file;

/**
 * A range of a file's bytes.
 *
 * @param start the first byte, at least 0
 * @param end after the last byte, at least {@code start}
 */
public record ByteRange(long start, long end) {
  /** A whole file, whatever its length. */
  public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

  /** Checks the order. */
  public ByteRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no range: " + start + " to " + end);
    }
  }

  /** How many bytes there are. */
  public long length() {
    return end - start;
  }

  /** What of the range is in a file of so many bytes; empty where it lies behind the file's end. */
  public ByteRange within(long fileLength) {
    return new ByteRange(Math.min(start, fileLength), Math.min(end, fileLength));
  }

  /** Whether a byte is one of the range. */
  public boolean contains(long position) {
    return position >= start && position < end;
  }
}
