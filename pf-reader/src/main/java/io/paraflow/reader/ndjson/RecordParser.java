package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Parses records from bytes into columns. A record is one value, most often an object; it ends
 * where a line feed stands, which must exist somewhere behind it.
 *
 * <p>Methods take and return absolute addresses. None of them reads beyond the line feed, except
 * for whole words of which the bytes behind it do not count.
 */
final class RecordParser implements AutoCloseable {
  /** Where a record goes that is not an object. */
  static final String VALUE_COLUMN = "value";

  /**
   * How many objects and arrays may be nested in inferred columns; deeper ones are kept as JSON
   * text, so that neither this parser nor whoever walks the columns needs a deep stack.
   */
  static final int MOST_NESTED_COLUMNS = 64;

  private final BufferAllocator allocator;
  private final StringScanner scanner;
  private final Syntax syntax;
  private final RecordColumns columns;
  private final NdjsonOptions options;
  private final boolean roundNumbers;
  private final ScalarParser scalars;
  private final Column scratch;
  private final List<Change> changes = new ArrayList<>();
  private boolean inferring;

  /** How many lists are being parsed, one within the other. */
  private int openLists;

  private int widenings;
  private long keyEnd;

  /** What a record changed in the schema: a field that is new, or one whose nulls got a type. */
  private record Change(@Nullable Fields owner, Column column) {}

  RecordParser(
      RecordColumns columns,
      StringScanner scanner,
      NdjsonOptions options,
      BufferAllocator allocator) {
    this.columns = columns;
    this.scanner = scanner;
    this.syntax = new Syntax(scanner, options.maxDepth());
    this.options = options;
    this.roundNumbers = options.inexactNumbers() == InexactNumbers.ROUND;
    this.scalars = new ScalarParser(roundNumbers, columns.given());
    this.allocator = allocator;
    this.scratch = new Column(new Key(""), ColumnType.STRING, allocator, 0);
  }

  /**
   * Parses one record into a row of the columns.
   *
   * @param address the record's first byte that is not space
   * @return the address after the record's value
   * @throws ParseFailure when the record cannot be read
   * @throws TypeConflict when a value does not fit its inferred column; {@link #infer} makes it fit
   */
  long parse(long address, int row) {
    openLists = 0;
    long end;
    if (RawMemory.getByte(address) == '{') {
      syntax.checkDepth(address, 1);
      end = object(address + 1, columns.root(), row, 1);
    } else {
      end = value(address, columns.valueColumn(address, this), row, 0);
    }
    if (columns.root().hasRequired()) {
      checkRequired(columns.root(), row, end);
    }
    columns.restWriter().endRow(row);
    return end;
  }

  /** Keeps what the record changed in the schema. */
  void commit() {
    if (!changes.isEmpty()) {
      changes.clear();
    }
  }

  /** Takes back whatever of a record came before it failed. */
  void rollback(int row) {
    for (int i = changes.size() - 1; i >= 0; i--) {
      Change change = changes.get(i);
      if (change.owner == null) {
        change.column.become(ColumnType.NULL);
      } else {
        change.owner.removeLast();
        change.column.release();
        columns.removed();
      }
    }
    changes.clear();
    columns.truncate(row);
  }

  /**
   * Parses one record for the sake of the types of its values: columns that do not fit are widened.
   * The rows that are written mean nothing.
   *
   * @throws ParseFailure when the record cannot be read
   */
  long infer(long address, int row) {
    inferring = true;
    try {
      return parse(address, row);
    } finally {
      inferring = false;
    }
  }

  /** How many times a column with a type got a wider one. */
  int widenings() {
    return widenings;
  }

  /** Checks one record without keeping anything. */
  long check(long address) {
    return syntax.skip(address, 0);
  }

  private long object(long address, Fields fields, int row, int depth) {
    long at = Syntax.skipSpace(address);
    if (RawMemory.getByte(at) == '}') {
      return at + 1;
    }
    Column previous = fields.start;
    while (true) {
      if (RawMemory.getByte(at) != '"') {
        throw ParseFailure.malformed(at, "expected a key in quotes");
      }
      long key = at + 1;
      Column column = previous.next;
      if (column != null && column.key.matches(key)) {
        at = key + column.key.length + 1;
      } else {
        column = unexpected(key, fields, previous);
        at = keyEnd;
      }
      if (RawMemory.getByte(at) == ':' && RawMemory.getByte(at + 1) > ' ') {
        at++;
      } else {
        at = Syntax.colon(at);
      }
      if (column == columns.rest()) {
        long end = syntax.skip(at, depth);
        columns.restWriter().addField(fields.owner, key - 1, end, row);
        at = end;
      } else {
        at = value(at, column, row, depth);
        previous = column;
      }
      byte b = RawMemory.getByte(at);
      if (b != ',' && b != '}') {
        at = Syntax.skipSpace(at);
        b = RawMemory.getByte(at);
      }
      if (b == '}') {
        return at + 1;
      }
      if (b != ',') {
        throw ParseFailure.malformed(at, "expected ',' or '}'");
      }
      at++;
      if (RawMemory.getByte(at) != '"') {
        at = Syntax.skipSpace(at);
      }
    }
  }

  /** The column of a key that was not predicted; {@link #keyEnd} is then behind its quote. */
  private Column unexpected(long key, Fields fields, Column previous) {
    Column second = previous.alternative;
    if (second != null && second.key.matches(key)) {
      previous.alternative = previous.next;
      previous.next = second;
      keyEnd = key + second.key.length + 1;
      return second;
    }
    long name = key;
    long end = scanner.find(key);
    keyEnd = end + 1;
    if (RawMemory.getByte(end) != '"') {
      clearScratch();
      keyEnd = string(key, scratch);
      scratch.reserveText(0, RawMemory.SLACK_BYTES);
      end = scratch.textAddress();
      name = end - scratch.dataUsed;
      RawMemory.putByte(end, (byte) '"');
    }
    int length = (int) (end - name);
    Column column = fields.find(name, length);
    if (column == null) {
      column = columns.unknown(fields, name, length, openLists > 0, key, this);
    }
    if (column.key.plain && column != columns.rest() && column != columns.skipped()) {
      if (previous.next == null) {
        previous.next = column;
      } else {
        previous.alternative = column;
      }
    }
    return column;
  }

  /** Adds a field, which goes again if the record fails. */
  Column add(Fields fields, Key key) {
    Column column = new Column(key, ColumnType.NULL, allocator, fields.seed());
    fields.add(column);
    changes.add(new Change(fields, column));
    return column;
  }

  /** A value into a row of its column; strings, the most frequent, need no further call. */
  private long value(long address, Column column, int row, int depth) {
    if (column.count != row) {
      column.align(row);
    }
    if (RawMemory.getByte(address) == '"' && column.isOfStrings()) {
      return string(address + 1, column);
    }
    return valueByKind(address, column, row, depth);
  }

  private long valueByKind(long address, Column column, int row, int depth) {
    return switch (column.kind) {
      case INT64 -> integer(address, column, row, depth);
      case DOUBLE -> number(address, column, row, depth);
      case BOOLEAN -> bool(address, column, row, depth);
      case STRUCT -> struct(address, column, row, depth);
      case LIST, FIXED_LIST, MAP -> list(address, column, row, depth);
      case TEXT, JSON -> text(address, column, depth);
      case UINT64 -> unsigned(address, column, row, depth);
      case SMALL_INT, SMALL_UINT, FLOAT, DECIMAL, DATE, TIME, TIMESTAMP, LOCAL_TIMESTAMP ->
          scalar(address, column, row, depth);
      case NULL, STRING -> other(address, column, row, depth);
      case SKIPPED -> {
        column.writeNull();
        yield syntax.skip(address, depth);
      }
    };
  }

  /** Without a branch between true and false, whose order cannot be guessed: half the time. */
  private long bool(long address, Column column, int row, int depth) {
    long word = RawMemory.getLong(address);
    // One of these is negative, or none is.
    long isTrue = ((word & 0xffffffffL) ^ Syntax.TRUE) - 1;
    long isFalse = ((word & 0xffffffffffL) ^ Syntax.FALSE) - 1;
    if ((isTrue | isFalse) >= 0) {
      return other(address, column, row, depth);
    }
    int bit = (int) (isTrue >>> 63);
    column.writeBit(bit);
    return address + 5 - bit;
  }

  private long struct(long address, Column column, int row, int depth) {
    if (RawMemory.getByte(address) != '{') {
      return other(address, column, row, depth);
    }
    syntax.checkDepth(address, depth + 1);
    column.beginRow();
    long end = object(address + 1, column.fields(), row, depth + 1);
    if (column.fields().hasRequired()) {
      checkRequired(column.fields(), row, end);
    }
    return end;
  }

  private static void checkRequired(Fields fields, int row, long address) {
    for (Column column : fields.columns()) {
      if (column.count <= row && column.isRequired()) {
        throw new Misfit(
            address,
            "no value for column " + column.key.name + ", which the schema says is not nullable");
      }
    }
  }

  /** An array, or an object for a map. */
  private long list(long address, Column column, int row, int depth) {
    if (RawMemory.getByte(address) != (column.kind == Kind.MAP ? '{' : '[')) {
      return other(address, column, row, depth);
    }
    openLists++;
    try {
      long end = members(address, column, depth);
      openLists--;
      return end;
    } catch (Misfit e) {
      openLists--;
      if (openLists > 0 || !columns.keepsMisfits()) {
        throw e;
      }
      column.align(row);
      return misfit(address, column, row, depth);
    }
  }

  private long members(long address, Column column, int depth) {
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
      at = value(at, element, element.count, depth + 1);
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
      throw misfit(address, column);
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
      at = Syntax.colon(string(at + 1, keys));
      at = Syntax.skipSpace(value(at, values, entry, depth + 1));
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

  /** A value of a kind that is not frequent enough to be parsed here. */
  private long scalar(long address, Column column, int row, int depth) {
    long end = scalars.parse(address, column);
    if (end == ScalarParser.UNFIT && RawMemory.getByte(address) == '"') {
      end = escapedScalar(address, column);
    }
    return end == ScalarParser.UNFIT ? other(address, column, row, depth) : end;
  }

  /** A string that may have escapes, which are resolved before it is parsed again. */
  private long escapedScalar(long address, Column column) {
    if (RawMemory.getByte(scanner.find(address + 1)) != '\\') {
      return ScalarParser.UNFIT;
    }
    clearScratch();
    scratch.appendByte('"');
    long end = string(address + 1, scratch);
    scratch.reserveText(0, RawMemory.SLACK_BYTES);
    RawMemory.putByte(scratch.textAddress(), (byte) '"');
    long start = scratch.textAddress() - scratch.dataUsed;
    return scalars.parse(start, column) == ScalarParser.UNFIT ? ScalarParser.UNFIT : end;
  }

  /** Also of what a string that failed has left. */
  private void clearScratch() {
    scratch.truncate(0);
    scratch.dropOpenText();
  }

  /** A string from the byte after its opening quote. */
  private long string(long address, Column column) {
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

  /** A value as its JSON text; null stays null. */
  private long text(long address, Column column, int depth) {
    long end = syntax.skip(address, depth);
    if (RawMemory.getByte(address) == 'n') {
      writeNull(column, address);
    } else {
      int length = (int) (end - address);
      column.reserveText(0, length);
      RawMemory.copy(address, column.textAddress(), length);
      column.endText(length);
    }
    return end;
  }

  private long integer(long address, Column column, int row, int depth) {
    boolean negative = RawMemory.getByte(address) == '-';
    long start = negative ? address + 1 : address;
    long word = RawMemory.getLong(start);
    int digits = Numbers.leadingDigits(word);
    if (digits == 0) {
      return other(address, column, row, depth);
    }
    long value = Numbers.parseDigits(word, digits);
    long end = start + digits;
    if (digits == Long.BYTES) {
      long second = RawMemory.getLong(end);
      int more = Numbers.leadingDigits(second);
      if (more > 0) {
        value = value * Numbers.powerOfTen(more) + Numbers.parseDigits(second, more);
        end += more;
        digits += more;
      }
      for (byte b = RawMemory.getByte(end); b >= '0' && b <= '9'; b = RawMemory.getByte(end)) {
        value = value * 10 + (b - '0');
        end++;
        digits++;
      }
    }
    byte b = RawMemory.getByte(end);
    if (b == '.' || (b | 0x20) == 'e' || (digits > 1 && (byte) word == '0')) {
      return other(address, column, row, depth);
    }
    // 19 digits fit 64 bits without a sign; -2^63 is its own negation.
    boolean fits = digits < 19 || (digits == 19 && (value >= 0 || isLeast(negative, value)));
    if (!fits) {
      return other(address, column, row, depth);
    }
    column.writeLong(negative ? -value : value);
    return end;
  }

  private static boolean isLeast(boolean negative, long value) {
    return negative && value == Long.MIN_VALUE;
  }

  private long unsigned(long address, Column column, int row, int depth) {
    byte b = RawMemory.getByte(address);
    if (b < '0' || b > '9') {
      return other(address, column, row, depth);
    }
    long end = Syntax.number(address);
    Long value = Syntax.isInteger(address, end) ? Numbers.parseUnsigned(address, end) : null;
    if (value == null) {
      return other(address, column, row, depth);
    }
    column.writeLong(value);
    return end;
  }

  private long number(long address, Column column, int row, int depth) {
    boolean negative = RawMemory.getByte(address) == '-';
    long start = negative ? address + 1 : address;
    long word = RawMemory.getLong(start);
    int digits = Numbers.leadingDigits(word);
    if (digits == 0) {
      return other(address, column, row, depth);
    }
    long value = Numbers.parseDigits(word, digits);
    long end = start + digits;
    int fraction = 0;
    if (RawMemory.getByte(end) == '.') {
      long fractionWord = RawMemory.getLong(end + 1);
      fraction = Numbers.leadingDigits(fractionWord);
      if (fraction == 0) {
        throw ParseFailure.malformed(end + 1, "expected a digit");
      }
      value = value * Numbers.powerOfTen(fraction) + Numbers.parseDigits(fractionWord, fraction);
      end += 1 + fraction;
    }
    byte b = RawMemory.getByte(end);
    if (digits + fraction > 15
        || (b >= '0' && b <= '9')
        || (b | 0x20) == 'e'
        || (digits > 1 && (byte) word == '0')) {
      return longNumber(address, column, row, depth);
    }
    double magnitude = Numbers.exactOperation(value, -fraction);
    column.writeLong(Double.doubleToRawLongBits(negative ? -magnitude : magnitude));
    return end;
  }

  /** A number with an exponent or many digits. */
  private long longNumber(long address, Column column, int row, int depth) {
    long end = Syntax.number(address);
    double nearest = Numbers.nearestIfHeld(address, end);
    if (Double.isNaN(nearest)) {
      String text = Numbers.text(address, end);
      nearest = Double.parseDouble(text);
      if (!isHeld(nearest, text)) {
        return other(address, column, row, depth);
      }
    }
    column.writeLong(Double.doubleToRawLongBits(nearest));
    return end;
  }

  private boolean isHeld(double nearest, String text) {
    return roundNumbers ? !Double.isInfinite(nearest) : Numbers.holds(nearest, text);
  }

  /** The narrowest type that holds a number. */
  private ColumnType numberType(long address) {
    long end = Syntax.number(address);
    String text = Numbers.text(address, end);
    if (Syntax.isInteger(address, end)) {
      boolean negative = text.charAt(0) == '-';
      Long magnitude = Numbers.parseUnsigned(negative ? address + 1 : address, end);
      if (magnitude != null) {
        if (magnitude >= 0 || (negative && magnitude == Long.MIN_VALUE)) {
          return ColumnType.INT64;
        }
        if (!negative) {
          return ColumnType.UINT64;
        }
      }
      return roundNumbers && isHeld(Double.parseDouble(text), text)
          ? ColumnType.DOUBLE
          : ColumnType.TEXT;
    }
    return isHeld(Double.parseDouble(text), text) ? ColumnType.DOUBLE : ColumnType.TEXT;
  }

  /** A value that is not of the type its column is of, most often null. */
  private long other(long address, Column column, int row, int depth) {
    byte b = RawMemory.getByte(address);
    if (b == 'n') {
      long end = Syntax.scalar(address);
      writeNull(column, address);
      return end;
    }
    ColumnType wider = wider(column.type, address, depth);
    if (columns.given()) {
      return misfit(address, column, row, depth);
    }
    if (column.kind == Kind.NULL) {
      changes.add(new Change(null, column));
    } else if (!inferring) {
      throw TypeConflict.INSTANCE;
    }
    widenings += column.kind == Kind.NULL ? 0 : 1;
    column.become(wider);
    columns.changed();
    return value(address, column, row, depth);
  }

  /** The type that holds what a column of another type has held, and a value that it does not. */
  private ColumnType wider(ColumnType type, long address, int depth) {
    ColumnType wider = type.join(typeOf(address, depth));
    boolean isText = wider.equals(type) || wider.kind() == Kind.TEXT;
    boolean isDecimal =
        isText
            && options.inexactNumbers() == InexactNumbers.DECIMAL
            && type.becomesDecimal()
            && Syntax.isNumber(address);
    if (isDecimal) {
      return scalars.decimalType(type, address);
    }
    return isText ? ColumnType.TEXT : wider;
  }

  private ColumnType typeOf(long address, int depth) {
    return switch (RawMemory.getByte(address)) {
      case '"' -> options.inferTimestamps() ? scalars.timestampType(address) : ColumnType.TEXT;
      case '{' -> depth < MOST_NESTED_COLUMNS ? ColumnType.STRUCT : ColumnType.TEXT;
      case '[' -> depth < MOST_NESTED_COLUMNS ? ColumnType.LIST : ColumnType.TEXT;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> numberType(address);
      default -> {
        Syntax.scalar(address);
        yield ColumnType.BOOLEAN;
      }
    };
  }

  private static void writeNull(Column column, long address) {
    if (column.isRequired()) {
      throw new Misfit(
          address, "column " + column.key.name + " is null, which the schema does not allow");
    }
    column.writeNull();
  }

  /** What becomes of a value that a given column does not hold. */
  private long misfit(long address, Column column, int row, int depth) {
    if (openLists > 0 || column.isRequired() || !columns.keepsMisfits()) {
      throw misfit(address, column);
    }
    long end = syntax.skip(address, depth);
    columns.restWriter().addValue(column, address, end, row);
    column.writeNull();
    return end;
  }

  private static Misfit misfit(long address, Column column) {
    return new Misfit(
        address,
        "column "
            + column.key.name
            + " is "
            + SchemaText.print(column.field())
            + ", which does not hold this "
            + describe(RawMemory.getByte(address)));
  }

  private static String describe(byte first) {
    return switch (first) {
      case '"' -> "string";
      case '{' -> "object";
      case '[' -> "array";
      case 't', 'f' -> "boolean";
      default -> "number";
    };
  }

  @Override
  public void close() {
    scratch.release();
  }
}
