package io.paraflow.indexer.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes text from outside fit for a line. */
final class PlainText {
  static final int MOST_CHARACTERS = 4096;

  private PlainText() {}

  /** The beginning of a text, with a mark where the rest was cut off. */
  static String shortened(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int end =
        MOST_CHARACTERS - (Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1)) ? 1 : 0);
    return text.substring(0, end) + "…";
  }

  /** The beginning of a text on one line: control characters and line ends are escaped. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    shortened(text)
        .codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean visible =
                  type != Character.CONTROL
                      && type != Character.FORMAT
                      && type != Character.LINE_SEPARATOR
                      && type != Character.PARAGRAPH_SEPARATOR
                      && type != Character.SURROGATE;
              if (visible) {
                line.appendCodePoint(c);
              } else {
                line.append("\\u{%x}".formatted(c));
              }
            });
    return line.toString();
  }

  /** The text with a question mark for each half of a character; those have no form in UTF-8. */
  static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** The text that bytes are in UTF-8; null when they are not. */
  static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
