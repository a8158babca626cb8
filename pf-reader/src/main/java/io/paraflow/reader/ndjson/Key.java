package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a field, in a form that can be compared with bytes in place: the first and the last
 * eight bytes of the name and its closing quote, which overlap in names of up to 15 bytes, and the
 * words between them in longer ones.
 */
final class Key {
  /** The name. */
  final String name;

  /** How many bytes the name has in UTF-8. */
  final int length;

  /** Whether the name stands between its quotes in JSON as it is, if not escaped needlessly. */
  final boolean plain;

  private final long first;
  private final long firstMask;
  private final long last;
  private final int lastOffset;
  private final long[] middle;

  Key(String name) {
    this(name.getBytes(StandardCharsets.UTF_8));
  }

  Key(byte[] utf8) {
    name = new String(utf8, StandardCharsets.UTF_8);
    length = utf8.length;
    boolean special = false;
    for (byte b : utf8) {
      special |= b == '"' || b == '\\' || (b >= 0 && b < ' ');
    }
    plain = !special;
    byte[] quoted = Arrays.copyOf(utf8, length + 1);
    quoted[length] = '"';
    firstMask = mask(length + 1);
    first = word(quoted, 0);
    lastOffset = Math.max(0, length + 1 - Long.BYTES);
    last = word(quoted, lastOffset);
    middle = new long[Math.max(0, (length - Long.BYTES) / Long.BYTES)];
    for (int i = 0; i < middle.length; i++) {
      middle[i] = word(quoted, (i + 1) * Long.BYTES);
    }
  }

  private static long word(byte[] bytes, int offset) {
    long word = 0;
    for (int i = 0; i < Math.min(Long.BYTES, bytes.length - offset); i++) {
      word |= (bytes[offset + i] & 0xffL) << (i << 3);
    }
    return word;
  }

  /** Keeps the first bytes of a word. */
  private static long mask(int bytes) {
    return bytes >= Long.BYTES ? -1L : (1L << (bytes << 3)) - 1;
  }

  /**
   * Whether the name and a quote stand at an address. Reads up to 16 bytes, and others only behind
   * bytes of the name: whatever the name's length, nothing beyond a line feed and the slack.
   */
  boolean matches(long address) {
    long difference = RawMemory.getLong(address) ^ first;
    if (length >= 2 * Long.BYTES) {
      return difference == 0
          && matchesMiddle(address)
          && RawMemory.getLong(address + lastOffset) == last;
    }
    return ((difference | (RawMemory.getLong(address + lastOffset) ^ last)) & firstMask) == 0;
  }

  private boolean matchesMiddle(long address) {
    for (int i = 0; i < middle.length; i++) {
      if (RawMemory.getLong(address + ((i + 1L) << 3)) != middle[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The hash of a name that stands at an address, followed by a quote.
   *
   * @param seed makes collisions unpredictable for whoever chooses the names
   */
  static long hash(long address, int length, long seed) {
    long mask = mask(length + 1);
    long first = RawMemory.getLong(address) & mask;
    long last = RawMemory.getLong(address + Math.max(0, length + 1 - Long.BYTES)) & mask;
    long hash = fold(first ^ seed, last ^ ~seed ^ length);
    for (int i = Long.BYTES; i <= length - Long.BYTES; i += Long.BYTES) {
      hash = fold(hash ^ seed, RawMemory.getLong(address + i) ^ ~seed);
    }
    return hash;
  }

  /** The same hash of this name. */
  long hash(long seed) {
    long hash = fold(first ^ seed, last ^ ~seed ^ length);
    for (long word : middle) {
      hash = fold(hash ^ seed, word ^ ~seed);
    }
    return hash;
  }

  /** The halves of a product of 128 bits together. */
  private static long fold(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }
}
