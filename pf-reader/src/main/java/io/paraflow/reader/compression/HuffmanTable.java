package io.paraflow.reader.compression;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * The symbols of a canonical Huffman code (RFC 1951, section 3.2.2) by the bits that are next.
 * Codes longer than the table's index have tables of their own behind it. An entry has the bits of
 * its code in its lowest byte, and by its flags a symbol or where such a table is; 0 is no symbol.
 */
final class HuffmanTable {
  static final int MAX_CODE_BITS = 15;
  static final int LITERAL_BITS = 11;
  static final int LITERAL_MASK = (1 << LITERAL_BITS) - 1;
  static final int DISTANCE_BITS = 9;
  static final int DISTANCE_MASK = (1 << DISTANCE_BITS) - 1;

  private static final int CODE_LENGTH_BITS = 7;
  private static final int MATCH = 1 << 28;
  private static final int TABLE = 1 << 29;
  private static final int END = 1 << 30;
  private static final int LITERAL = 1 << 31;

  private final int indexBits;
  private final int[] symbols;
  private final int[] entries;
  private final boolean mayBeIncomplete;

  private HuffmanTable(int indexBits, int[] symbols, boolean mayBeIncomplete) {
    this.indexBits = indexBits;
    this.symbols = symbols;
    int innerEntries = 1 << Math.max(0, MAX_CODE_BITS - indexBits);
    this.entries = new int[(1 << indexBits) + symbols.length * innerEntries];
    this.mayBeIncomplete = mayBeIncomplete;
  }

  /** Bytes as they are, and the lengths of matches; two of the fixed code mean nothing. */
  static HuffmanTable ofLiterals() {
    int[] symbols = new int[288];
    for (int i = 0; i < 256; i++) {
      symbols[i] = LITERAL | i << 12;
    }
    symbols[256] = END;
    int base = 3;
    for (int i = 0; i < 28; i++) {
      int extraBits = i < 8 ? 0 : i / 4 - 1;
      symbols[257 + i] = match(base, extraBits);
      base += 1 << extraBits;
    }
    symbols[285] = match(258, 0);
    return new HuffmanTable(LITERAL_BITS, symbols, true);
  }

  /** The distances of matches; two of the fixed code mean nothing. */
  static HuffmanTable ofDistances() {
    int[] symbols = new int[32];
    int base = 1;
    for (int i = 0; i < 30; i++) {
      int extraBits = i < 4 ? 0 : i / 2 - 1;
      symbols[i] = match(base, extraBits);
      base += 1 << extraBits;
    }
    return new HuffmanTable(DISTANCE_BITS, symbols, true);
  }

  /** The lengths of other codes. */
  static HuffmanTable ofCodeLengths() {
    int[] symbols = new int[19];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = LITERAL | i << 12;
    }
    return new HuffmanTable(CODE_LENGTH_BITS, symbols, false);
  }

  private static int match(int base, int extraBits) {
    return MATCH | base << 12 | extraBits << 8;
  }

  /**
   * Builds the table.
   *
   * @param lengths the bits of each symbol's code, 0 to 15; 0 where it has none
   * @param from the first symbol's
   * @param count how many symbols
   * @throws DataFormatException when there are more or fewer codes than such lengths can tell
   *     apart; a single code of one bit may be alone
   */
  void build(byte[] lengths, int from, int count) throws DataFormatException {
    int[] codes = new int[MAX_CODE_BITS + 1];
    for (int i = 0; i < count; i++) {
      codes[lengths[from + i]]++;
    }
    codes[0] = 0;
    int longest = MAX_CODE_BITS;
    while (longest > 0 && codes[longest] == 0) {
      longest--;
    }
    int[] nextCode = new int[MAX_CODE_BITS + 2];
    int left = 1;
    for (int length = 1; length <= MAX_CODE_BITS; length++) {
      left = 2 * left - codes[length];
      if (left < 0) {
        throw new DataFormatException("more codes than their lengths can tell apart");
      }
      nextCode[length + 1] = (nextCode[length] + codes[length]) << 1;
    }
    if (left > 0 && !(mayBeIncomplete && longest <= 1)) {
      throw new DataFormatException("codes that no symbol has");
    }
    Arrays.fill(entries, 0, 1 << indexBits, 0);
    int innerBits = Math.max(0, longest - indexBits);
    int used = 1 << indexBits;
    for (int i = 0; i < count; i++) {
      int length = lengths[from + i];
      if (length == 0) {
        continue;
      }
      int code = Integer.reverse(nextCode[length]++) >>> (32 - length);
      if (length <= indexBits) {
        fill(0, code, length, indexBits, symbols[i] | length);
        continue;
      }
      int index = code & ((1 << indexBits) - 1);
      if (entries[index] == 0) {
        entries[index] = TABLE | used << 12 | innerBits << 8;
        Arrays.fill(entries, used, used + (1 << innerBits), 0);
        used += 1 << innerBits;
      }
      int inner = value(entries[index]);
      fill(inner, code >>> indexBits, length - indexBits, innerBits, symbols[i] | length);
    }
  }

  /** Enters a symbol wherever the lowest bits of the index are its code. */
  private void fill(int start, int code, int length, int bits, int entry) {
    for (int i = code; i < 1 << bits; i += 1 << length) {
      entries[start + i] = entry;
    }
  }

  int[] entries() {
    return entries;
  }

  /** The entry of the symbol whose code is next in some bits. */
  int find(long bits) {
    int entry = entries[(int) bits & ((1 << indexBits) - 1)];
    return isTable(entry) ? inner(entries, entry, bits, indexBits) : entry;
  }

  /** The entry of a symbol with a long code, in the table that another entry says. */
  static int inner(int[] entries, int table, long bits, int indexBits) {
    int index = (int) (bits >>> indexBits) & ((1 << extraBits(table)) - 1);
    return entries[value(table) + index];
  }

  static boolean isLiteral(int entry) {
    return entry < 0;
  }

  static boolean isTable(int entry) {
    return (entry & TABLE) != 0;
  }

  static boolean isMatch(int entry) {
    return (entry & MATCH) != 0;
  }

  static boolean isEnd(int entry) {
    return (entry & END) != 0;
  }

  /** Whether an entry is of a symbol that means something. */
  static boolean isSymbol(int entry) {
    return (entry & (LITERAL | END | MATCH)) != 0;
  }

  /** The bits of the symbol's code. */
  static int codeBits(int entry) {
    return entry & 0xff;
  }

  /** The bits behind the code that are added to the value. */
  static int extraBits(int entry) {
    return entry >>> 8 & 15;
  }

  /** The byte, the least length or distance, or where the table is. */
  static int value(int entry) {
    return entry >>> 12 & 0xffff;
  }
}
