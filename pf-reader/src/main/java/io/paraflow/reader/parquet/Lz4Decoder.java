package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/** Decodes a raw LZ4 block of any length piece by piece. */
final class Lz4Decoder {
  /** No copy reaches further back. */
  static final int HISTORY_BYTES = 64 << 10;

  private static final int FAST_INPUT_BYTES = 40;

  private final ColumnPlace place;
  private @Nullable ChunkInput input;
  private long produced;
  private long literalLeft;
  private long matchLeft;
  private int matchOffset;
  private int matchCode;
  private boolean matchFollows;

  Lz4Decoder(ColumnPlace place) {
    this.place = place;
  }

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
        checkOffset(matchOffset, at - first);
        SnappyDecoder.copyMatch(at, matchOffset, n);
        at += n;
        matchLeft -= n;
      } else if (page.sectionLeft() == 0) {
        break;
      } else if (matchFollows) {
        matchFollows = false;
        matchOffset = next(page) | next(page) << 8;
        matchLeft = 4L + matchCode + (matchCode == 15 ? length(page) : 0);
      } else if (page.available() >= FAST_INPUT_BYTES && end - at > 64) {
        at = fast(page, at, end, first);
      } else {
        token(page);
      }
    }
    produced += at - target;
    return (int) (at - target);
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

  /** Sequences with short lengths that lie in the input as a whole; stops before any other. */
  private long fast(ChunkInput page, long target, long end, long first) {
    long start = page.address();
    long from = start;
    long fromLimit = start + page.available() - FAST_INPUT_BYTES;
    long at = target;
    long limit = end - 64;
    boolean progress = false;
    while (from <= fromLimit && at < limit) {
      int token = RawMemory.getByte(from) & 0xff;
      int literals = token >>> 4;
      int match = token & 15;
      if (literals == 15 || match == 15) {
        break;
      }
      RawMemory.copyOverrun(from + 1, at, literals);
      at += literals;
      int offset = RawMemory.getShort(from + 1 + literals) & 0xffff;
      from += 3 + literals;
      checkOffset(offset, at - first);
      if (offset >= 16) {
        RawMemory.copyOverrun(at - offset, at, match + 4);
      } else {
        SnappyDecoder.copyMatch(at, offset, match + 4);
      }
      at += match + 4;
      progress = true;
    }
    page.skip((int) (from - start));
    if (!progress) {
      token(page);
    }
    return at;
  }

  /**
   * Decodes a block that is in memory as a whole.
   *
   * @return how many bytes it gave
   */
  static long block(long source, int sourceBytes, long target, int targetBytes, ColumnPlace place) {
    long from = source;
    long fromEnd = source + sourceBytes;
    long at = target;
    long end = target + targetBytes;
    while (from < fromEnd) {
      int token = RawMemory.getByte(from++) & 0xff;
      long literals = (long) token >>> 4;
      if (literals == 15) {
        int b;
        do {
          if (from >= fromEnd) {
            throw place.corrupt("the LZ4 block ends within a length");
          }
          b = RawMemory.getByte(from++) & 0xff;
          literals += b;
        } while (b == 255);
      }
      if (literals > fromEnd - from || literals > end - at) {
        throw place.corrupt("LZ4 literals of " + literals + " bytes exceed the block");
      }
      RawMemory.copy(from, at, literals);
      from += literals;
      at += literals;
      if (from == fromEnd) {
        break;
      }
      if (fromEnd - from < 2) {
        throw place.corrupt("the LZ4 block ends within an offset");
      }
      int offset = RawMemory.getShort(from) & 0xffff;
      from += 2;
      long match = 4L + (token & 15);
      if (match == 19) {
        int b;
        do {
          if (from >= fromEnd) {
            throw place.corrupt("the LZ4 block ends within a length");
          }
          b = RawMemory.getByte(from++) & 0xff;
          match += b;
        } while (b == 255);
      }
      if (offset == 0 || offset > at - target || match > end - at) {
        throw place.corrupt("LZ4 copies " + match + " bytes from " + offset + " bytes back");
      }
      SnappyDecoder.copyMatch(at, offset, (int) match);
      at += match;
    }
    return at - target;
  }

  private void checkOffset(int offset, long history) {
    if (offset == 0 || offset > history) {
      throw place.corrupt("LZ4 copies from " + offset + " bytes back");
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
      throw place.corrupt("the LZ4 block ends within a sequence");
    }
    int b = RawMemory.getByte(page.address()) & 0xff;
    page.skip(1);
    return b;
  }
}
