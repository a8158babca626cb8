package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;

/**
 * Checks JSON by RFC 8259 without keeping anything, except that a line feed is never space: it ends
 * the record. Not recursive. Addresses are absolute, and what is checked ends with a line feed, so
 * that no check runs beyond it.
 */
final class Syntax {
  /** The bytes of the literals, the first one lowest. */
  static final int TRUE = word("true");

  static final long FALSE = 'f' | (long) word("alse") << 8;

  private static final int NULL = word("null");

  private final StringScanner scanner;
  private final int maxDepth;

  /** One bit for each open container: set for objects. */
  private final long[] containers;

  Syntax(StringScanner scanner, int maxDepth) {
    this.scanner = scanner;
    this.maxDepth = maxDepth;
    this.containers = new long[(maxDepth + 63) >>> 6];
  }

  /** The first byte from {@code address} on that is not space. */
  static long skipSpace(long address) {
    long at = address;
    while (true) {
      byte b = RawMemory.getByte(at);
      if (b != ' ' && b != '\t' && b != '\r') {
        return at;
      }
      at++;
    }
  }

  /**
   * Checks one value.
   *
   * @param address the value's first byte
   * @param depth how many containers are open around it
   * @return the address after the value
   * @throws ParseFailure when it is not well-formed or too deep
   */
  long skip(long address, int depth) {
    int open = 0;
    long at = address;
    while (true) {
      // Here a value begins.
      byte b = RawMemory.getByte(at);
      boolean complete = true;
      switch (b) {
        case '"' -> at = string(at + 1);
        case '{', '[' -> {
          checkDepth(at, depth + open + 1);
          at = skipSpace(at + 1);
          if (RawMemory.getByte(at) == b + 2) {
            at++;
          } else {
            push(open++, b == '{');
            if (b == '{') {
              at = key(at);
            }
            complete = false;
          }
        }
        default -> at = scalar(at);
      }
      // Here a value has ended, unless a container has just been opened.
      while (complete) {
        if (open == 0) {
          return at;
        }
        at = skipSpace(at);
        b = RawMemory.getByte(at);
        boolean object = isObject(open - 1);
        if (b == ',') {
          at = skipSpace(at + 1);
          if (object) {
            at = key(at);
          }
          complete = false;
        } else if (b == (object ? '}' : ']')) {
          at++;
          open--;
        } else {
          throw ParseFailure.malformed(at, object ? "expected ',' or '}'" : "expected ',' or ']'");
        }
      }
    }
  }

  void checkDepth(long address, int depth) {
    if (depth > maxDepth) {
      throw new ParseFailure(
          ErrorCode.LIMIT_EXCEEDED,
          address,
          "nested deeper than " + maxDepth + " levels, the limit; raise max_depth to read it");
    }
  }

  /** Checks a key, its colon and the space around; returns where the value begins. */
  private long key(long address) {
    if (RawMemory.getByte(address) != '"') {
      throw ParseFailure.malformed(address, "expected a key in quotes");
    }
    return colon(string(address + 1));
  }

  /** Checks the colon after a key; returns where the value begins. */
  static long colon(long address) {
    long at = skipSpace(address);
    if (RawMemory.getByte(at) != ':') {
      throw ParseFailure.malformed(at, "expected ':' after a key");
    }
    return skipSpace(at + 1);
  }

  /** Checks a string from the byte after its opening quote; returns the address after it. */
  long string(long address) {
    long at = address;
    while (true) {
      at = scanner.find(at);
      byte b = RawMemory.getByte(at);
      if (b == '"') {
        return at + 1;
      }
      if (b == '\\') {
        at += escapeLength(at);
      } else {
        do {
          at += sequenceLength(at);
        } while (RawMemory.getByte(at) < 0);
      }
    }
  }

  /** The length of a sequence that is not ASCII. */
  static int sequenceLength(long address) {
    byte b = RawMemory.getByte(address);
    if (b >= 0) {
      throw ParseFailure.malformed(
          address,
          b == '\n' ? "a string without its closing quote" : "a control character in a string");
    }
    int length = Utf8.sequenceLength(address);
    if (length == 0) {
      throw ParseFailure.malformed(address, "a string that is not valid UTF-8");
    }
    return length;
  }

  /** The length of an escape, from its backslash; 12 for a pair of surrogates. */
  static int escapeLength(long address) {
    return switch (RawMemory.getByte(address + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
      case 'u' -> codePoint(address) >= 0x10000 ? 12 : 6;
      default -> throw ParseFailure.malformed(address + 1, "an escape that does not exist");
    };
  }

  /**
   * The code point of a {@code \}{@code u} escape, from its backslash, or of two that are a pair of
   * surrogates.
   */
  static int codePoint(long address) {
    int unit = hex(address + 2);
    if (unit < 0xd800 || unit > 0xdfff) {
      return unit;
    }
    if (unit <= 0xdbff
        && RawMemory.getByte(address + 6) == '\\'
        && RawMemory.getByte(address + 7) == 'u') {
      int low = hex(address + 8);
      if (low >= 0xdc00 && low <= 0xdfff) {
        return Character.toCodePoint((char) unit, (char) low);
      }
    }
    throw ParseFailure.malformed(address, "an escaped surrogate without its other half");
  }

  private static int hex(long address) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      byte b = RawMemory.getByte(address + i);
      int digit = Character.digit(b, 16);
      if (b < 0 || digit < 0) {
        throw ParseFailure.malformed(address + i, "an escape without its four hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Checks a literal or a number; returns the address after it. */
  static long scalar(long address) {
    return switch (RawMemory.getByte(address)) {
      case 't', 'f', 'n' -> literal(address);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(address);
      case '\n' -> throw ParseFailure.malformed(address, "the record ends where a value should be");
      default -> throw ParseFailure.malformed(address, "expected a value");
    };
  }

  /** Checks true, false or null; returns the address after it. */
  static long literal(long address) {
    int word = RawMemory.getInt(address);
    if (word == TRUE || word == NULL) {
      return address + 4;
    }
    if ((RawMemory.getLong(address) & 0xffffffffffL) == FALSE) {
      return address + 5;
    }
    throw ParseFailure.malformed(address, "expected true, false or null");
  }

  static boolean isTrue(long address) {
    return RawMemory.getInt(address) == TRUE;
  }

  static boolean isNull(long address) {
    return RawMemory.getInt(address) == NULL;
  }

  /** Checks a number; returns the address after it. */
  static long number(long address) {
    long at = address;
    if (RawMemory.getByte(at) == '-') {
      at++;
    }
    long integer = at;
    at = digits(at);
    if (RawMemory.getByte(integer) == '0' && at > integer + 1) {
      throw ParseFailure.malformed(integer, "a number with a leading zero");
    }
    if (RawMemory.getByte(at) == '.') {
      at = digits(at + 1);
    }
    if ((RawMemory.getByte(at) | 0x20) == 'e') {
      byte sign = RawMemory.getByte(at + 1);
      at = digits(sign == '+' || sign == '-' ? at + 2 : at + 1);
    }
    return at;
  }

  /** Whether a value begins like a number. */
  static boolean isNumber(long address) {
    byte b = RawMemory.getByte(address);
    return b == '-' || (b >= '0' && b <= '9');
  }

  /** Whether a number is written without fraction and exponent. */
  static boolean isInteger(long address, long end) {
    for (long at = address; at < end; at++) {
      byte b = RawMemory.getByte(at);
      if (b == '.' || (b | 0x20) == 'e') {
        return false;
      }
    }
    return true;
  }

  private static long digits(long address) {
    long at = address;
    while (true) {
      int digits = Numbers.leadingDigits(RawMemory.getLong(at));
      at += digits;
      if (digits < Long.BYTES) {
        if (at == address) {
          throw ParseFailure.malformed(at, "expected a digit");
        }
        return at;
      }
    }
  }

  private void push(int index, boolean object) {
    long bit = 1L << (index & 63);
    int word = index >>> 6;
    containers[word] = object ? containers[word] | bit : containers[word] & ~bit;
  }

  private boolean isObject(int index) {
    return (containers[index >>> 6] >>> (index & 63) & 1) != 0;
  }

  private static int word(String four) {
    return four.charAt(0) | four.charAt(1) << 8 | four.charAt(2) << 16 | four.charAt(3) << 24;
  }
}
