package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;

/** Looks at words of 8 bytes in ordinary registers. */
final class WordPlainTextCheck extends PlainTextCheck {
  /** Behind a single byte. */
  private static final long BLANKS = 0x2020_2020_2020_2000L;

  @Override
  boolean isPlain(long source, long end) {
    for (; end - source >= 32; source += 32) {
      long special =
          EscapedText.special(RawMemory.getLong(source))
              | EscapedText.special(RawMemory.getLong(source + 8))
              | EscapedText.special(RawMemory.getLong(source + 16))
              | EscapedText.special(RawMemory.getLong(source + 24));
      if (special != 0) {
        return false;
      }
    }
    for (; source < end; source++) {
      if (EscapedText.special(BLANKS | (RawMemory.getByte(source) & 0xFFL)) != 0) {
        return false;
      }
    }
    return true;
  }
}
