package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The name of a field, which matches where it stands in JSON, followed by its closing quote. */
final class Key extends ByteRun {
  /** The name. */
  final String name;

  /** How many bytes the name has in UTF-8. */
  final int length;

  /** Whether the name stands between its quotes in JSON as it is, if not escaped needlessly. */
  final boolean plain;

  Key(String name) {
    this(name.getBytes(StandardCharsets.UTF_8));
  }

  Key(byte[] utf8) {
    super(quoted(utf8));
    name = new String(utf8, StandardCharsets.UTF_8);
    length = utf8.length;
    boolean special = false;
    for (byte b : utf8) {
      special |= b == '"' || b == '\\' || (b >= 0 && b < ' ');
    }
    plain = !special;
  }

  private static byte[] quoted(byte[] utf8) {
    byte[] quoted = Arrays.copyOf(utf8, utf8.length + 1);
    quoted[utf8.length] = '"';
    return quoted;
  }

  /** What stands before a value of a plain name where there is no space. */
  ByteRun lead() {
    return new ByteRun(('"' + name + "\":").getBytes(StandardCharsets.UTF_8));
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
