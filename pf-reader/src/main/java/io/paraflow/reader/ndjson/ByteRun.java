package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/**
 * Some bytes in a form that can be compared with others in place: the first and the last eight,
 * which overlap in runs of up to 15 bytes, and the words between them in longer ones.
 */
class ByteRun {
  /** How many bytes there are. */
  final int bytes;

  final long first;
  final long last;
  final long[] middle;
  private final long firstMask;
  private final int lastOffset;

  /**
   * A run of its own.
   *
   * @param run at least one byte
   */
  ByteRun(byte[] run) {
    bytes = run.length;
    firstMask = mask(bytes);
    first = word(run, 0);
    lastOffset = Math.max(0, bytes - Long.BYTES);
    last = word(run, lastOffset);
    middle = new long[Math.max(0, (bytes - 1) / Long.BYTES - 1)];
    for (int i = 0; i < middle.length; i++) {
      middle[i] = word(run, (i + 1) * Long.BYTES);
    }
  }

  /** The bytes between two addresses, copied. */
  static ByteRun between(long address, long end) {
    byte[] run = new byte[Math.toIntExact(end - address)];
    RawMemory.copy(address, run, 0, run.length);
    return new ByteRun(run);
  }

  private static long word(byte[] bytes, int offset) {
    long word = 0;
    for (int i = 0; i < Math.min(Long.BYTES, bytes.length - offset); i++) {
      word |= (bytes[offset + i] & 0xffL) << (i << 3);
    }
    return word;
  }

  /** Keeps the first bytes of a word, at least one. */
  static long mask(int bytes) {
    // Without a branch, which lengths in no order would mislead.
    return -1L >>> (Long.SIZE - (Math.min(bytes, Long.BYTES) << 3));
  }

  /**
   * Whether these bytes stand at an address. Reads up to 16 bytes, and others only behind bytes
   * that are equal: where these have no line feed, nothing beyond a line feed and the slack.
   */
  final boolean matches(long address) {
    long difference = RawMemory.getLong(address) ^ first;
    if (bytes > 2 * Long.BYTES) {
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
}
