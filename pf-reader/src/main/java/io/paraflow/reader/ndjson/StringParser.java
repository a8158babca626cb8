package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/** Parses strings into columns of text: plain bytes are copied, escapes resolved, UTF-8 checked. */
final class StringParser {
  private final StringScanner scanner;

  StringParser(StringScanner scanner) {
    this.scanner = scanner;
  }

  /** A string from the byte after its opening quote. */
  long parse(long address, Column column) {
    int plain = scanner.copy(address, column.textAddress(), column.textRoom());
    long end = address + plain;
    if (RawMemory.getByte(end) == '"') {
      column.endText(plain);
      return end + 1;
    }
    return specialString(end, plain, column);
  }

  /** The rest of a string that has more than plain bytes, or no room; {@code used} are copied. */
  private long specialString(long address, int used, Column column) {
    long at = address;
    while (true) {
      byte b = RawMemory.getByte(at);
      if (b == '"') {
        column.endText(used);
        return at + 1;
      }
      column.reserveText(used, RawMemory.SLACK_BYTES);
      if (b == '\\') {
        int length = Syntax.escapeLength(at);
        used += unescape(at, length, column.textAddress() + used);
        at += length;
      } else if (b < ' ') {
        // What is not ASCII often comes in runs.
        int most = column.textRoom() - Integer.BYTES;
        do {
          int length = Syntax.sequenceLength(at);
          RawMemory.putInt(column.textAddress() + used, RawMemory.getInt(at));
          used += length;
          at += length;
        } while (RawMemory.getByte(at) < 0 && used <= most);
      }
      int plain = scanner.copy(at, column.textAddress() + used, column.textRoom() - used);
      at += plain;
      used += plain;
    }
  }

  /** Writes what an escape stands for; returns how many bytes that is. */
  private static int unescape(long address, int length, long target) {
    if (length > 2) {
      return Utf8.encode(Syntax.codePoint(address), target);
    }
    byte b = RawMemory.getByte(address + 1);
    byte meant =
        switch (b) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> b;
        };
    RawMemory.putByte(target, meant);
    return 1;
  }
}
