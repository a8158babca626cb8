package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import java.nio.charset.StandardCharsets;

/** The name of a field, in a form that can be compared with bytes in place. */
final class Key {
  /** The name. */
  final String name;

  /** How many bytes the name has in UTF-8. */
  final int length;

  /** Whether the name stands between its quotes in JSON as it is, if not escaped needlessly. */
  final boolean plain;

  /** The name and the closing quote, as words, the last one filled with zeros. */
  private final long[] words;

  private final long lastMask;

  Key(String name) {
    this(name.getBytes(StandardCharsets.UTF_8));
  }

  Key(byte[] utf8) {
    name = new String(utf8, StandardCharsets.UTF_8);
    length = utf8.length;
    words = new long[utf8.length / Long.BYTES + 1];
    boolean special = false;
    for (int i = 0; i < utf8.length; i++) {
      words[i >>> 3] |= (utf8[i] & 0xffL) << ((i & 7) << 3);
      special |= utf8[i] == '"' || utf8[i] == '\\' || (utf8[i] >= 0 && utf8[i] < ' ');
    }
    words[utf8.length >>> 3] |= (long) '"' << ((utf8.length & 7) << 3);
    lastMask = -1L >>> (56 - ((utf8.length & 7) << 3));
    plain = !special;
  }

  /** Whether the name and a quote stand at an address; reads up to 8 bytes more than that. */
  boolean matches(long address) {
    int last = words.length - 1;
    for (int i = 0; i < last; i++) {
      if (RawMemory.getLong(address + ((long) i << 3)) != words[i]) {
        return false;
      }
    }
    return ((RawMemory.getLong(address + ((long) last << 3)) ^ words[last]) & lastMask) == 0;
  }

  /** The hash of a name of which the bytes, followed by a quote, stand at an address. */
  static long hash(long address, int length, long seed) {
    long hash = seed ^ length;
    int last = length >>> 3;
    for (int i = 0; i < last; i++) {
      hash = mix(hash ^ RawMemory.getLong(address + ((long) i << 3)));
    }
    long mask = (1L << ((length & 7) << 3)) - 1;
    return mix(hash ^ (RawMemory.getLong(address + ((long) last << 3)) & mask));
  }

  /** The same hash of this name. */
  long hash(long seed) {
    long hash = seed ^ length;
    int last = length >>> 3;
    for (int i = 0; i < last; i++) {
      hash = mix(hash ^ words[i]);
    }
    long mask = (1L << ((length & 7) << 3)) - 1;
    return mix(hash ^ (words[last] & mask));
  }

  private static long mix(long value) {
    long mixed = value * 0x9e3779b97f4a7c15L;
    return mixed ^ (mixed >>> 29);
  }
}
