package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/** Where lines begin and end in memory, in which a line feed stands behind the last byte. */
final class Lines {
  private static final int MOST_RAW_BYTES = 4096;

  private Lines() {}

  /** The next line feed from an address on: the line's own, or the one behind the last byte. */
  static long end(long from) {
    long at = from;
    while (true) {
      long lineFeeds = lineFeeds(RawMemory.getLong(at));
      if (lineFeeds != 0) {
        return at + (Long.numberOfTrailingZeros(lineFeeds) >>> 3);
      }
      at += Long.BYTES;
    }
  }

  private static long lineFeeds(long word) {
    long others = word ^ 0x0a0a0a0a0a0a0a0aL;
    return (others - 0x0101010101010101L) & ~others & 0x8080808080808080L;
  }

  /** The first byte of a line that is not space nor, at the stream's start, a byte order mark. */
  static long recordStart(long start, Window window) {
    boolean mark = window.offsetOf(start) == 0 && (RawMemory.getInt(start) & 0xffffff) == 0xbfbbef;
    return Syntax.skipSpace(mark ? start + 3 : start);
  }

  /** Returns the end of the line, which is all that may follow the record's value. */
  static long checkEnd(long address) {
    long end = Syntax.skipSpace(address);
    if (RawMemory.getByte(end) != '\n') {
      throw ParseFailure.malformed(end, "more after the record's value in the same line");
    }
    return end;
  }

  /** The first bytes of a line, as many as are kept of one that cannot be read. */
  static byte[] head(long start, long end) {
    byte[] head = new byte[(int) Math.min(MOST_RAW_BYTES, end - start)];
    RawMemory.copy(start, head, 0, head.length);
    return head;
  }
}
