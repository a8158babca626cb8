package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;

/** Spreads compact JSON over lines, two blanks for each level, for people. */
public final class JsonIndenter {
  private static final int INDENT = 2;

  private JsonIndenter() {}

  /**
   * Appends an indented copy of a document, without a line end after it.
   *
   * @param compact one document as {@link JsonWriter} writes it; must not be {@code target}
   * @throws io.paraflow.core.error.IngestException RECORD_TOO_LARGE when the copy does not fit into
   *     memory; the target is then as before
   */
  public static void append(OutputBuffer compact, OutputBuffer target) {
    long out = target.end();
    int depth = 0;
    boolean quoted = false;
    byte previous = 0;
    for (long at = compact.start(); at < compact.end(); at++) {
      byte value = RawMemory.getByte(at);
      boolean opened = !quoted && (previous == '{' || previous == '[');
      boolean closes = !quoted && (value == '}' || value == ']');
      depth -= closes ? 1 : 0;
      if (opened != closes || (!quoted && previous == ',')) {
        out = newLine(target, depth, out);
      }
      out = target.ensure(out, 3);
      RawMemory.putByte(out++, value);
      if (quoted) {
        if (value == '\\') {
          RawMemory.putByte(out++, RawMemory.getByte(++at));
        }
        quoted = value != '"';
        previous = 0;
        continue;
      }
      quoted = value == '"';
      depth += value == '{' || value == '[' ? 1 : 0;
      if (value == ':') {
        RawMemory.putByte(out++, (byte) ' ');
      }
      previous = quoted ? 0 : value;
    }
    target.end(out);
  }

  private static long newLine(OutputBuffer target, int depth, long out) {
    int blanks = INDENT * depth;
    out = target.ensure(out, blanks + 1L);
    RawMemory.putByte(out, (byte) '\n');
    RawMemory.fill(out + 1, blanks, (byte) ' ');
    return out + 1 + blanks;
  }
}
