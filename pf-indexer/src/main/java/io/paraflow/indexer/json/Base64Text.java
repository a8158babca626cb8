package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;

/** Strings of JSON that hold base64 with padding (RFC 4648, section 4). */
final class Base64Text {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  // The two characters of every 12 bits.
  private static final short[] PAIRS = pairs();

  private Base64Text() {}

  /** Writes the bytes from {@code source}. */
  static long write(OutputBuffer buffer, long source, int length, long out) {
    out = buffer.ensure(out, (length + 2L) / 3 * 4 + 2);
    RawMemory.putByte(out++, (byte) '"');
    long end = source + length;
    for (; end - source >= 3; source += 3) {
      out = writeThree((at(source) << 16) | (at(source + 1) << 8) | at(source + 2), out);
    }
    int rest = (int) (end - source);
    if (rest > 0) {
      out = writeThree((at(source) << 16) | (rest == 2 ? at(source + 1) << 8 : 0), out);
      RawMemory.putByte(out - 1, (byte) '=');
      if (rest == 1) {
        RawMemory.putByte(out - 2, (byte) '=');
      }
    }
    RawMemory.putByte(out, (byte) '"');
    return out + 1;
  }

  private static int at(long address) {
    return RawMemory.getByte(address) & 0xFF;
  }

  private static long writeThree(int bits, long out) {
    RawMemory.putShort(out, PAIRS[bits >> 12]);
    RawMemory.putShort(out + 2, PAIRS[bits & 0xFFF]);
    return out + 4;
  }

  private static short[] pairs() {
    short[] pairs = new short[1 << 12];
    for (int bits = 0; bits < pairs.length; bits++) {
      pairs[bits] = (short) (ALPHABET.charAt(bits >> 6) | (ALPHABET.charAt(bits & 63) << 8));
    }
    return pairs;
  }
}
