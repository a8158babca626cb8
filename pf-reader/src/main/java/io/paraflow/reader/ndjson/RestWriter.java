package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes what no column of a given schema takes to the column {@code _rest}: one JSON object for
 * each row that has any, in which fields and values stand under the keys that they had, fields of
 * nested objects in nested objects.
 *
 * <p>Fields come in the order of the record. The object that is open in the text is closed when a
 * field comes that is not within it.
 */
final class RestWriter {
  private final Column rest;

  /** The struct whose object is open innermost; null for the row's own. */
  private @Nullable Column open;

  RestWriter(Column rest) {
    this.rest = rest;
  }

  /**
   * Adds a field as it stands in the record.
   *
   * @param owner the struct that it is in; null for the record
   * @param start its key's opening quote
   * @param end behind its value
   */
  void addField(@Nullable Column owner, long start, long end, int row) {
    openObject(owner, row);
    rest.appendText(start, (int) (end - start));
  }

  /** Adds a value that its column does not take. */
  void addValue(Column column, long start, long end, int row) {
    openObject(column.owner, row);
    appendKey(column.key);
    rest.appendText(start, (int) (end - start));
  }

  /** Ends the row's object, if it has one. */
  void endRow(int row) {
    if (rest.count <= row && rest.hasOpenText()) {
      closeObjects(null);
      rest.appendByte('}');
      rest.endText(0);
    }
  }

  private void openObject(@Nullable Column owner, int row) {
    rest.align(row);
    if (!rest.hasOpenText()) {
      rest.appendByte('{');
      open = null;
    }
    closeObjects(owner);
    openWithin(owner);
    separate();
  }

  /** Closes objects until the open one has a struct in it, or is the struct. */
  private void closeObjects(@Nullable Column owner) {
    while (open != null && !isWithin(owner, open)) {
      rest.appendByte('}');
      open = open.owner;
    }
  }

  private static boolean isWithin(@Nullable Column inner, Column outer) {
    Column column = inner;
    while (column != null && column != outer) {
      column = column.owner;
    }
    return column != null;
  }

  private void openWithin(@Nullable Column struct) {
    if (struct == null || struct == open) {
      return;
    }
    openWithin(struct.owner);
    separate();
    appendKey(struct.key);
    rest.appendByte('{');
    open = struct;
  }

  /** A comma, unless an object has just been opened. */
  private void separate() {
    if (RawMemory.getByte(rest.textAddress() - 1) != '{') {
      rest.appendByte(',');
    }
  }

  private void appendKey(Key key) {
    rest.appendByte('"');
    for (byte b : key.name.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0 && b < ' ') {
        for (char c : "\\u%04x".formatted(b).toCharArray()) {
          rest.appendByte(c);
        }
      } else {
        if (b == '"' || b == '\\') {
          rest.appendByte('\\');
        }
        rest.appendByte((char) b);
      }
    }
    rest.appendByte('"');
    rest.appendByte(':');
  }
}
