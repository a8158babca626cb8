package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a raw snappy block of any length piece by piece. Writers compress fragments of 64 KiB, so
 * copies do not reach further back than that; the format allows it, and such a block is not decoded
 * in pieces.
 */
final class SnappyDecoder {
  static final int HISTORY_BYTES = 64 << 10;
  private static final int FAST_INPUT_BYTES = 72;

  private @Nullable ChunkInput input;
  private long produced;
  private long expected;
  private long literalLeft;
  private int copyLeft;
  private long copyOffset;

  /** The decompressed length that a block says it has; -1 when it says none. */
  static long storedLength(long source, int bytes) {
    long length = 0;
    for (int i = 0; i < Math.min(bytes, 5); i++) {
      byte b = RawMemory.getByte(source + i);
      length |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return length;
      }
    }
    return -1;
  }

  void begin(ChunkInput page, long bytes) {
    input = page;
    produced = 0;
    expected = bytes;
    literalLeft = 0;
    copyLeft = 0;
    long length = 0;
    int shift = 0;
    int b;
    do {
      b = next(page);
      length |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while (b >= 0x80 && shift < 35);
    if (length != bytes) {
      throw page.place().corrupt("snappy block of " + length + " bytes in a page of " + bytes);
    }
  }

  int produce(long target, int room) {
    ChunkInput page = input;
    if (page == null) {
      return 0;
    }
    long at = target;
    long end = target + Math.min(room, expected - produced);
    long first = target - Math.min(produced, HISTORY_BYTES);
    while (at < end) {
      if (literalLeft > 0) {
        int n = (int) Math.min(Math.min(literalLeft, end - at), page.available());
        if (n == 0) {
          break;
        }
        RawMemory.copy(page.address(), at, n);
        page.skip(n);
        at += n;
        literalLeft -= n;
      } else if (copyLeft > 0) {
        int n = (int) Math.min(copyLeft, end - at);
        if (copyOffset <= 0 || copyOffset > at - first) {
          checkOffset(page, produced + at - target);
          return StreamingDecompressor.NEEDS_WHOLE_PAGE;
        }
        MatchCopy.copy(at, copyOffset, n);
        at += n;
        copyLeft -= n;
      } else if (page.available() >= FAST_INPUT_BYTES && end - at > 64) {
        at = fast(page, at, end, first);
      } else if (page.sectionLeft() == 0) {
        break;
      } else {
        element(page);
      }
    }
    produced += at - target;
    return (int) (at - target);
  }

  /** Whether the block ends where its stored length says: every element gives bytes. */
  boolean isComplete() {
    return literalLeft == 0 && copyLeft == 0 && (input == null || input.sectionLeft() == 0);
  }

  /** Reads one element's tag and lengths, byte by byte. */
  private void element(ChunkInput page) {
    int tag = next(page);
    int size = tag >>> 2;
    switch (tag & 3) {
      case 0 -> literalLeft = 1 + (size < 60 ? size : number(page, size - 59));
      case 1 -> {
        copyLeft = 4 + (size & 7);
        copyOffset = (long) (tag >>> 5) << 8 | next(page);
      }
      case 2 -> {
        copyLeft = 1 + size;
        copyOffset = number(page, 2);
      }
      default -> {
        copyLeft = 1 + size;
        copyOffset = number(page, 4);
      }
    }
  }

  /** Elements that lie in the input as a whole and fit the target with room to overrun. */
  private long fast(ChunkInput page, long target, long end, long first) {
    long start = page.address();
    long from = start;
    long fromLimit = start + page.available() - FAST_INPUT_BYTES;
    long at = target;
    long limit = end - 64;
    while (from <= fromLimit && at < limit) {
      int tag = RawMemory.getByte(from) & 0xff;
      int size = tag >>> 2;
      int kind = tag & 3;
      if (kind == 0) {
        if (size >= 60) {
          int bytes = size - 59;
          long mask = (1L << (8 * bytes)) - 1;
          literalLeft = 1 + (RawMemory.getInt(from + 1) & mask);
          from += 1 + bytes;
          break;
        }
        RawMemory.copyOverrun(from + 1, at, size + 1);
        from += size + 2;
        at += size + 1;
        continue;
      }
      int length;
      long offset;
      if (kind == 1) {
        length = 4 + (size & 7);
        offset = (long) (tag >>> 5) << 8 | (RawMemory.getByte(from + 1) & 0xff);
        from += 2;
      } else if (kind == 2) {
        length = 1 + size;
        offset = RawMemory.getShort(from + 1) & 0xffff;
        from += 3;
      } else {
        length = 1 + size;
        offset = RawMemory.getInt(from + 1) & 0xffffffffL;
        from += 5;
      }
      if (offset == 0 || offset > at - first) {
        copyOffset = offset;
        copyLeft = length;
        break;
      }
      MatchCopy.copy(at, offset, length);
      at += length;
    }
    page.skip((int) (from - start));
    return at;
  }

  /** A copy from before the page is corrupt; one from before the history is not. */
  private void checkOffset(ChunkInput page, long position) {
    if (copyOffset <= 0 || copyOffset > position) {
      throw page.place()
          .corrupt("snappy copies from " + copyOffset + " bytes back at byte " + position);
    }
  }

  private long number(ChunkInput page, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next(page) << (8 * i);
    }
    return value;
  }

  private int next(ChunkInput page) {
    if (page.available() == 0) {
      throw page.place().corrupt("the snappy block ends within an element");
    }
    int b = RawMemory.getByte(page.address()) & 0xff;
    page.skip(1);
    return b;
  }
}
