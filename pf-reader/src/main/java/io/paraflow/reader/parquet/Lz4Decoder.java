package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/** Decodes a raw LZ4 block of any length piece by piece. */
final class Lz4Decoder {
  /** No copy reaches further back. */
  static final int HISTORY_BYTES = 64 << 10;

  /** A token, 14 literals or the first of their lengths, read 16 at a time, and an offset. */
  private static final int FAST_INPUT_BYTES = 40;

  private static final int SHORT_BYTES = 256;

  private @Nullable ChunkInput input;
  private long produced;
  private long literalLeft;
  private long matchLeft;
  private int matchOffset;
  private int matchCode;
  private boolean matchFollows;

  void begin(ChunkInput page) {
    input = page;
    produced = 0;
    literalLeft = 0;
    matchLeft = 0;
    matchFollows = false;
  }

  int produce(long target, int room) {
    ChunkInput page = input;
    if (page == null) {
      return 0;
    }
    long at = target;
    long end = target + room;
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
      } else if (matchLeft > 0) {
        int n = (int) Math.min(matchLeft, end - at);
        checkOffset(page, matchOffset, at - first);
        MatchCopy.copy(at, matchOffset, n);
        at += n;
        matchLeft -= n;
      } else if (page.sectionLeft() == 0) {
        break;
      } else if (matchFollows) {
        matchFollows = false;
        matchOffset = next(page) | next(page) << 8;
        matchLeft = 4L + matchCode + (matchCode == 15 ? length(page) : 0);
      } else if (page.available() >= FAST_INPUT_BYTES) {
        at = fast(page, at, end, first);
      } else {
        token(page);
      }
    }
    produced += at - target;
    return (int) (at - target);
  }

  /** Whether the block ends here; its last sequence may have no literals. */
  boolean isComplete() {
    ChunkInput page = input;
    if (page == null) {
      return true;
    }
    if (literalLeft == 0 && matchLeft == 0 && !matchFollows && page.sectionLeft() > 0) {
      token(page);
    }
    return literalLeft == 0 && matchLeft == 0 && page.sectionLeft() == 0;
  }

  private void token(ChunkInput page) {
    int token = next(page);
    literalLeft = (long) token >>> 4;
    if (literalLeft == 15) {
      literalLeft += length(page);
    }
    matchCode = token & 15;
    matchFollows = true;
  }

  /** Sequences that lie in the input and fit the target as a whole; stops before any other. */
  private long fast(ChunkInput page, long target, long end, long first) {
    long start = page.address();
    long inputEnd = start + page.available();
    long from = start;
    long at = target;
    while (inputEnd - from >= FAST_INPUT_BYTES) {
      int token = RawMemory.getByte(from) & 0xff;
      long next = from + 1;
      long literals = (long) token >>> 4;
      if (literals == 15) {
        int b;
        do {
          b = RawMemory.getByte(next++) & 0xff;
          literals += b;
        } while (b == 255 && next < inputEnd);
        if (b == 255 || literals > inputEnd - next - FAST_INPUT_BYTES || literals > end - at) {
          break;
        }
      } else if (literals > end - at) {
        break;
      }
      if (literals <= SHORT_BYTES) {
        RawMemory.copyOverrun(next, at, (int) literals);
      } else {
        RawMemory.copy(next, at, literals);
      }
      next += literals;
      long to = at + literals;
      int offset = RawMemory.getShort(next) & 0xffff;
      next += 2;
      long match = 4L + (token & 15);
      if (match == 19) {
        int b;
        do {
          b = RawMemory.getByte(next++) & 0xff;
          match += b;
        } while (b == 255 && next < inputEnd);
        if (b == 255) {
          break;
        }
      }
      if (match > end - to) {
        break;
      }
      checkOffset(page, offset, to - first);
      MatchCopy.copy(to, offset, (int) match);
      at = to + match;
      from = next;
    }
    page.skip((int) (from - start));
    if (from == start) {
      token(page);
    }
    return at;
  }

  private static void checkOffset(ChunkInput page, int offset, long history) {
    if (offset == 0 || offset > history) {
      throw page.place().corrupt("LZ4 copies from " + offset + " bytes back");
    }
  }

  private long length(ChunkInput page) {
    long total = 0;
    int b;
    do {
      b = next(page);
      total += b;
    } while (b == 255);
    return total;
  }

  private int next(ChunkInput page) {
    if (page.available() == 0) {
      throw page.place().corrupt("the LZ4 block ends within a sequence");
    }
    int b = RawMemory.getByte(page.address()) & 0xff;
    page.skip(1);
    return b;
  }
}
