package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** Bitmaps, least significant bit first. */
final class Bits {
  /** The bits of whole bytes that, begun anywhere in a byte, lie within eight bytes. */
  private static final int STEP = 56;

  private Bits() {}

  /** One bit, 0 or 1. */
  static int one(long[] bits, int at) {
    return (int) (bits[at >>> 6] >>> at) & 1;
  }

  /** Sets a range of bits. */
  static void set(long[] bits, int from, int count) {
    int end = from + count;
    for (int at = from; at < end; ) {
      int n = Math.min(64 - (at & 63), end - at);
      bits[at >>> 6] |= (-1L >>> (64 - n)) << at;
      at += n;
    }
  }

  /**
   * Sets those bits of a range that are set in a word; the range is 0 before.
   *
   * @param word bits from bit 0 on; those from {@code count} on are 0
   */
  static void put(long[] bits, int from, long word, int count) {
    int shift = from & 63;
    bits[from >>> 6] |= word << shift;
    if (shift + count > 64) {
      bits[(from >>> 6) + 1] |= word >>> (64 - shift);
    }
  }

  /** Up to 64 bits from a position on, in the low bits; those beyond {@code count} are 0. */
  static long get(long[] bits, int from, int count) {
    int word = from >>> 6;
    int shift = from & 63;
    long value = bits[word] >>> shift;
    if (shift + count > 64) {
      value |= bits[word + 1] << (64 - shift);
    }
    return count < 64 ? value & ((1L << count) - 1) : value;
  }

  /** How many of the first bits are set. */
  static int count(long[] bits, int count) {
    int total = 0;
    for (int at = 0; at < count; at += 64) {
      total += Long.bitCount(get(bits, at, Math.min(64, count - at)));
    }
    return total;
  }

  /**
   * How many bits come before the set bit that follows {@code ones} set bits.
   *
   * @param count the bits to look at
   */
  static int before(long[] bits, int count, int ones) {
    int left = ones;
    for (int at = 0; at < count; at += 64) {
      long word = get(bits, at, Math.min(64, count - at));
      int n = Long.bitCount(word);
      if (n > left) {
        return at + select(word, left);
      }
      left -= n;
    }
    return count;
  }

  /** The position of the set bit of a word that has so many set bits before it. */
  static int select(long word, long ones) {
    return Long.numberOfTrailingZeros(Long.expand(1L << ones, word));
  }

  /**
   * Appends the first bits to a bitmap in memory.
   *
   * @param target the bitmap; 8 bytes beyond its last bit can be written
   * @param targetBit where the bits go; those before stay, those after become undefined
   */
  static void append(long[] bits, int count, long target, long targetBit) {
    for (int at = 0; at < count; at += STEP) {
      int n = Math.min(STEP, count - at);
      put(target, targetBit + at, get(bits, at, n));
    }
  }

  /** Appends set bits to a bitmap in memory. */
  static void appendOnes(int count, long target, long targetBit) {
    for (int at = 0; at < count; at += STEP) {
      put(target, targetBit + at, -1L >>> (64 - STEP));
    }
  }

  /** Copies bits between bitmaps in memory; both can be accessed 8 bytes beyond the range. */
  static void copy(long source, long sourceBit, long target, long targetBit, long count) {
    for (long at = 0; at < count; at += STEP) {
      long bit = sourceBit + at;
      put(target, targetBit + at, RawMemory.getLong(source + (bit >>> 3)) >>> (bit & 7));
    }
  }

  /**
   * Moves bits of a bitmap in memory to an earlier place; all others stay. The bitmap can be
   * accessed 8 bytes beyond the range.
   */
  static void moveDown(long bitmap, long from, long to, long count) {
    for (long at = 0; at < count; at += 32) {
      long source = from + at;
      long target = to + at;
      long mask = 0xffffffffL >>> Math.max(0, 32 - (count - at)) << (target & 7);
      long bits = RawMemory.getLong(bitmap + (source >>> 3)) >>> (source & 7) << (target & 7);
      long address = bitmap + (target >>> 3);
      RawMemory.putLong(address, (RawMemory.getLong(address) & ~mask) | (bits & mask));
    }
  }

  private static void put(long target, long bit, long value) {
    long address = target + (bit >>> 3);
    int shift = (int) (bit & 7);
    long kept = RawMemory.getByte(address) & ((1L << shift) - 1);
    RawMemory.putLong(address, kept | value << shift);
  }

  /** How many bits of a bitmap in memory are set. */
  static long count(long source, long count) {
    long total = 0;
    long at = 0;
    for (; at + 64 <= count; at += 64) {
      total += Long.bitCount(RawMemory.getLong(source + (at >>> 3)));
    }
    if (at < count) {
      total += Long.bitCount(RawMemory.getLong(source + (at >>> 3)) & ((1L << (count - at)) - 1));
    }
    return total;
  }
}
