package io.paraflow.reader.parquet;

import org.apache.arrow.memory.util.MemoryUtil;

/** The hash function of Parquet's bloom filters: XXH64 with seed 0. */
final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_1_PLUS_2 = 0x60EA27EEADC0B5D6L;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;
  private static final int STRIPE_BYTES = 32;

  private XxHash64() {}

  /** The hash of all bytes. */
  static long hash(byte[] bytes) {
    int at = 0;
    long hash = PRIME_5;
    if (bytes.length >= STRIPE_BYTES) {
      long lane1 = PRIME_1_PLUS_2;
      long lane2 = PRIME_2;
      long lane3 = 0;
      long lane4 = -PRIME_1;
      for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) {
        lane1 = round(lane1, MemoryUtil.getLong(bytes, at));
        lane2 = round(lane2, MemoryUtil.getLong(bytes, at + 8));
        lane3 = round(lane3, MemoryUtil.getLong(bytes, at + 16));
        lane4 = round(lane4, MemoryUtil.getLong(bytes, at + 24));
      }
      hash =
          Long.rotateLeft(lane1, 1)
              + Long.rotateLeft(lane2, 7)
              + Long.rotateLeft(lane3, 12)
              + Long.rotateLeft(lane4, 18);
      hash = merge(hash, lane1);
      hash = merge(hash, lane2);
      hash = merge(hash, lane3);
      hash = merge(hash, lane4);
    }
    hash += bytes.length;
    for (; at + 8 <= bytes.length; at += 8) {
      hash ^= round(0, MemoryUtil.getLong(bytes, at));
      hash = Long.rotateLeft(hash, 27) * PRIME_1 + PRIME_4;
    }
    if (at + 4 <= bytes.length) {
      hash ^= (MemoryUtil.getInt(bytes, at) & 0xffffffffL) * PRIME_1;
      hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
      at += 4;
    }
    for (; at < bytes.length; at++) {
      hash ^= (bytes[at] & 0xff) * PRIME_5;
      hash = Long.rotateLeft(hash, 11) * PRIME_1;
    }
    hash = (hash ^ hash >>> 33) * PRIME_2;
    hash = (hash ^ hash >>> 29) * PRIME_3;
    return hash ^ hash >>> 32;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
  }
}
