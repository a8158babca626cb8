package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;

/** Parses arrays and maps, whose elements are rows of a column of their own. */
final class ListParser {
  private final RecordParser parser;
  private final Syntax syntax;
  private final StringParser strings;

  /**
   * A parser.
   *
   * @param parser takes the elements
   */
  ListParser(RecordParser parser, Syntax syntax, StringParser strings) {
    this.parser = parser;
    this.syntax = syntax;
    this.strings = strings;
  }

  /**
   * Parses an array, or an object for a map, into the next row of its column.
   *
   * @param address the opening bracket or brace
   * @param depth how many containers are open around it
   * @return the address behind it
   */
  long parse(long address, Column column, int depth) {
    return switch (column.kind) {
      case LIST -> array(address, column, depth);
      case FIXED_LIST -> fixedArray(address, column, depth);
      default -> map(address, column, depth);
    };
  }

  private long array(long address, Column column, int depth) {
    syntax.checkDepth(address, depth + 1);
    column.beginRow();
    long end = elements(address, column.element(), depth);
    column.endList();
    return end;
  }

  private long elements(long address, Column element, int depth) {
    long at = Syntax.skipSpace(address + 1);
    if (RawMemory.getByte(at) == ']') {
      return at + 1;
    }
    while (true) {
      at = parser.value(at, element, element.count, depth + 1);
      at = Syntax.skipSpace(at);
      byte b = RawMemory.getByte(at);
      if (b == ']') {
        return at + 1;
      }
      if (b != ',') {
        throw ParseFailure.malformed(at, "expected ',' or ']'");
      }
      at = Syntax.skipSpace(at + 1);
    }
  }

  private long fixedArray(long address, Column column, int depth) {
    syntax.checkDepth(address, depth + 1);
    column.beginRow();
    Column element = column.element();
    long end = elements(address, element, depth);
    if (element.count != column.elementsOf(column.count)) {
      throw Misfit.of(address, column);
    }
    return end;
  }

  /** An object of any keys: its members are the elements, objects of a key and a value. */
  private long map(long address, Column column, int depth) {
    syntax.checkDepth(address, depth + 1);
    column.beginRow();
    Column entries = column.element();
    Column keys = entries.fields().columns().getFirst();
    Column values = entries.fields().columns().getLast();
    long at = Syntax.skipSpace(address + 1);
    if (RawMemory.getByte(at) == '}') {
      column.endList();
      return at + 1;
    }
    while (true) {
      if (RawMemory.getByte(at) != '"') {
        throw ParseFailure.malformed(at, "expected a key in quotes");
      }
      int entry = entries.count;
      entries.beginRow();
      keys.align(entry);
      at = Syntax.colon(strings.parse(at + 1, keys));
      at = Syntax.skipSpace(parser.value(at, values, entry, depth + 1));
      byte b = RawMemory.getByte(at);
      if (b == '}') {
        column.endList();
        return at + 1;
      }
      if (b != ',') {
        throw ParseFailure.malformed(at, "expected ',' or '}'");
      }
      at = Syntax.skipSpace(at + 1);
    }
  }
}
