package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/** UTF-8 by RFC 3629. */
final class Utf8 {
  private Utf8() {}

  /**
   * The length of the sequence that begins with a byte that is not ASCII.
   *
   * @return 2 to 4, or 0 when it is not well-formed: overlong, a surrogate, beyond U+10FFFF, a lone
   *     continuation byte, or cut short. Bytes after the offending one are not read
   */
  static int sequenceLength(long address) {
    int first = RawMemory.getByte(address) & 0xff;
    if (first < 0xc2 || first > 0xf4) {
      return 0;
    }
    int second = RawMemory.getByte(address + 1) & 0xff;
    if (first < 0xe0) {
      return continues(second) ? 2 : 0;
    }
    if (!isSecond(first, second) || !continues(RawMemory.getByte(address + 2))) {
      return 0;
    }
    if (first < 0xf0) {
      return 3;
    }
    return continues(RawMemory.getByte(address + 3)) ? 4 : 0;
  }

  /**
   * The length of the maximal subpart of a sequence that is not well-formed: as many bytes as begin
   * a well-formed one, or 1.
   */
  static int subpartLength(long address) {
    int first = RawMemory.getByte(address) & 0xff;
    int second = RawMemory.getByte(address + 1) & 0xff;
    if (first < 0xe0 || first > 0xf4 || !isSecond(first, second)) {
      return 1;
    }
    return first < 0xf0 || !continues(RawMemory.getByte(address + 2)) ? 2 : 3;
  }

  /** Whether a byte may follow the first of a sequence of 3 or 4. */
  private static boolean isSecond(int first, int second) {
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most;
  }

  /**
   * Stores a code point.
   *
   * @param codePoint not a surrogate
   * @return how many bytes were stored, 1 to 4
   */
  static int encode(int codePoint, long target) {
    if (codePoint < 0x80) {
      RawMemory.putByte(target, (byte) codePoint);
      return 1;
    }
    if (codePoint < 0x800) {
      RawMemory.putByte(target, (byte) (0xc0 | (codePoint >>> 6)));
      RawMemory.putByte(target + 1, continuation(codePoint));
      return 2;
    }
    if (codePoint < 0x10000) {
      RawMemory.putByte(target, (byte) (0xe0 | (codePoint >>> 12)));
      RawMemory.putByte(target + 1, continuation(codePoint >>> 6));
      RawMemory.putByte(target + 2, continuation(codePoint));
      return 3;
    }
    RawMemory.putByte(target, (byte) (0xf0 | (codePoint >>> 18)));
    RawMemory.putByte(target + 1, continuation(codePoint >>> 12));
    RawMemory.putByte(target + 2, continuation(codePoint >>> 6));
    RawMemory.putByte(target + 3, continuation(codePoint));
    return 4;
  }

  private static boolean continues(int value) {
    return (value & 0xc0) == 0x80;
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }
}
