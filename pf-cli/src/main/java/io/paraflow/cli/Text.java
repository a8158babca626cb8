package io.paraflow.cli;

/** Makes text from anywhere safe to show. */
public final class Text {
  private Text() {}

  /**
   * The text on one line, without anything that moves a terminal's cursor, colours it or changes
   * the direction of writing: such characters appear as escapes.
   */
  public static String printable(String text) {
    int bad = 0;
    while (bad < text.length() && isPrintable(text.charAt(bad))) {
      bad++;
    }
    if (bad == text.length()) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, bad);
    for (int i = bad; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> safe.append("\\n");
        case '\r' -> safe.append("\\r");
        case '\t' -> safe.append("\\t");
        default -> {
          if (isPrintable(c)) {
            safe.append(c);
          } else {
            safe.append(String.format("\\u%04x", (int) c));
          }
        }
      }
    }
    return safe.toString();
  }

  private static boolean isPrintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
