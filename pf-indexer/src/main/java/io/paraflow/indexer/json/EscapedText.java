package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;

/**
 * Strings of JSON from UTF-8 in memory. Looks at eight bytes at a time for what cannot be copied as
 * it is: quotes, backslashes, control characters, and whatever is not ASCII, which is validated.
 * Each maximal part of a malformed sequence becomes U+FFFD, as Unicode recommends.
 */
final class EscapedText {
  /** How much of a string is written before room is asked for again. */
  private static final int CHUNK = 4096;

  /** A control character takes the most: {@code \}{@code u001f}. */
  private static final int BYTES_PER_BYTE = 6;

  /** Up to here, copying words beats a call. */
  private static final int SHORT = 128;

  /** How far copying words may read on. */
  private static final int OVERRUN = 31;

  private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final int REPLACEMENT = 0xEF | (0xBF << 8) | (0xBD << 16);

  /** How many bytes are looked at together, as long as they need no care. */
  private static final int BLOCK = 32;

  // Masks of the four words of a block, for each count of bytes that are present.
  private static final long[] PRESENT = present();

  // What stands behind the backslash for ASCII that must be escaped; 'u' with four digits.
  private static final byte[] ESCAPES = escapes();

  private EscapedText() {}

  /**
   * Writes a string that {@link PlainTextCheck} vouches for.
   *
   * @param readable the address behind the last byte that may be read
   */
  static long writePlain(OutputBuffer buffer, long source, int length, long readable, long out) {
    out = buffer.ensure(out, length + 2L);
    RawMemory.putByte(out++, (byte) '"');
    if (length <= SHORT && length + OVERRUN <= readable - source) {
      for (int i = 0; i < length; i += 32) {
        RawMemory.putLong(out + i, RawMemory.getLong(source + i));
        RawMemory.putLong(out + i + 8, RawMemory.getLong(source + i + 8));
        RawMemory.putLong(out + i + 16, RawMemory.getLong(source + i + 16));
        RawMemory.putLong(out + i + 24, RawMemory.getLong(source + i + 24));
      }
    } else {
      RawMemory.copy(source, out, length);
    }
    out += length;
    RawMemory.putByte(out, (byte) '"');
    return out + 1;
  }

  /**
   * Writes a string.
   *
   * @param readable the address behind the last byte that may be read
   */
  static long write(OutputBuffer buffer, long source, int length, long readable, long out) {
    long end = source + length;
    out = buffer.ensure(out, (long) Math.min(length, CHUNK) * BYTES_PER_BYTE + 2);
    RawMemory.putByte(out++, (byte) '"');
    while (end - source > CHUNK) {
      long chunkEnd = characterStart(source + CHUNK);
      out = escape(source, chunkEnd, readable, out);
      source = chunkEnd;
      out = buffer.ensure(out, CHUNK * BYTES_PER_BYTE + 2);
    }
    out = escape(source, end, readable, out);
    RawMemory.putByte(out, (byte) '"');
    return out + 1;
  }

  /** The start of the character that a byte may belong to, up to three bytes before it. */
  private static long characterStart(long address) {
    for (int back = 0; back <= 3; back++) {
      if (!isContinuation(RawMemory.getByte(address - back))) {
        return address - back;
      }
    }
    return address;
  }

  private static long escape(long source, long end, long readable, long out) {
    while (end - source >= BLOCK) {
      long special = copyBlock(source, out, -1, -1, -1, -1);
      if (special != 0) {
        return escapeWords(source, end, readable, out);
      }
      source += BLOCK;
      out += BLOCK;
    }
    int remaining = (int) (end - source);
    if (readable - source >= BLOCK) {
      int present = 4 * remaining;
      long special =
          copyBlock(
              source,
              out,
              PRESENT[present],
              PRESENT[present + 1],
              PRESENT[present + 2],
              PRESENT[present + 3]);
      if (special == 0) {
        return out + remaining;
      }
    }
    return escapeWords(source, end, readable, out);
  }

  /** Copies 32 bytes; returns 0 where those of them that are present need no care. */
  private static long copyBlock(
      long source, long out, long present0, long present1, long present2, long present3) {
    long word0 = RawMemory.getLong(source);
    long word1 = RawMemory.getLong(source + 8);
    long word2 = RawMemory.getLong(source + 16);
    long word3 = RawMemory.getLong(source + 24);
    RawMemory.putLong(out, word0);
    RawMemory.putLong(out + 8, word1);
    RawMemory.putLong(out + 16, word2);
    RawMemory.putLong(out + 24, word3);
    return (special(word0) & present0)
        | (special(word1) & present1)
        | (special(word2) & present2)
        | (special(word3) & present3);
  }

  private static long escapeWords(long source, long end, long readable, long out) {
    while (source < end) {
      long remaining = end - source;
      long word = remaining >= 8 ? RawMemory.getLong(source) : load(source, remaining, readable);
      RawMemory.putLong(out, word);
      long special = special(word);
      if (special == 0) {
        long plain = Math.min(remaining, 8);
        source += plain;
        out += plain;
        continue;
      }
      int plain = Long.numberOfTrailingZeros(special) >>> 3;
      source += plain;
      out += plain;
      int first = RawMemory.getByte(source);
      if (first >= 0) {
        source++;
        out = writeEscape(first, out);
      } else {
        int consumed = sequence(source, end);
        if (consumed > 0) {
          for (int i = 0; i < consumed; i++) {
            RawMemory.putByte(out + i, RawMemory.getByte(source + i));
          }
          out += consumed;
        } else {
          consumed = -consumed;
          RawMemory.putInt(out, REPLACEMENT);
          out += 3;
        }
        source += consumed;
      }
    }
    return out;
  }

  /** Up to 7 bytes, followed by blanks. */
  private static long load(long source, long remaining, long readable) {
    long keep = (1L << (8 * remaining)) - 1;
    long word;
    if (readable - source >= 8) {
      word = RawMemory.getLong(source);
    } else {
      word = 0;
      for (int i = 0; i < remaining; i++) {
        word |= (RawMemory.getByte(source + i) & 0xFFL) << (8 * i);
      }
    }
    return (word & keep) | (' ' * EACH_BYTE & ~keep);
  }

  /**
   * The high bit of every byte that needs care. Bytes behind the first such byte may be marked
   * without need.
   */
  static long special(long word) {
    // Flipping bit 1 puts the quote right behind the control characters.
    long controlOrQuote = (word ^ (0x02 * EACH_BYTE)) - 0x21 * EACH_BYTE;
    long backslash = (word ^ ('\\' * EACH_BYTE)) - EACH_BYTE;
    return (controlOrQuote | backslash | word) & HIGH_BITS;
  }

  private static long writeEscape(int character, long out) {
    byte escape = ESCAPES[character];
    RawMemory.putShort(out, (short) ('\\' | (escape << 8)));
    if (escape != 'u') {
      return out + 2;
    }
    int low = character & 15;
    RawMemory.putShort(out + 2, (short) ('0' | ('0' << 8)));
    RawMemory.putShort(
        out + 4,
        (short) (('0' + (character >> 4)) | ((low < 10 ? '0' + low : 'a' - 10 + low) << 8)));
    return out + 6;
  }

  /**
   * The length of the sequence at an address, 2 to 4; or the length of its maximal malformed part,
   * 1 to 3, negated.
   */
  private static int sequence(long source, long end) {
    int first = RawMemory.getByte(source) & 0xFF;
    if (first < 0xC2 || first > 0xF4) {
      return -1;
    }
    // The second byte's range excludes overlong forms, surrogates and what is beyond U+10FFFF.
    int least =
        switch (first) {
          case 0xE0 -> 0xA0;
          case 0xF0 -> 0x90;
          default -> 0x80;
        };
    int greatest =
        switch (first) {
          case 0xED -> 0x9F;
          case 0xF4 -> 0x8F;
          default -> 0xBF;
        };
    int second = source + 1 < end ? RawMemory.getByte(source + 1) & 0xFF : 0;
    if (second < least || second > greatest) {
      return -1;
    }
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    for (int i = 2; i < length; i++) {
      if (source + i >= end || !isContinuation(RawMemory.getByte(source + i))) {
        return -i;
      }
    }
    return length;
  }

  private static boolean isContinuation(byte value) {
    return (value & 0xC0) == 0x80;
  }

  private static long[] present() {
    long[] present = new long[4 * BLOCK];
    for (int i = 0; i < present.length; i++) {
      int bytes = Math.clamp(i / 4 - 8 * (i % 4), 0, 8);
      present[i] = bytes == 8 ? -1 : (1L << (8 * bytes)) - 1;
    }
    return present;
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[128];
    for (int control = 0; control < ' '; control++) {
      escapes[control] = 'u';
    }
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
  }
}
