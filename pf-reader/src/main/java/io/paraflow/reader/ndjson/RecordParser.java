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

  /** Leads with more space than this leaves are not remembered. */
  private static final int MOST_LEAD_BYTES = 256;

  private final BufferAllocator allocator;
  private final StringScanner scanner;
  private final Syntax syntax;
  private final StringParser strings;
  private final ListParser lists;
  private final RecordColumns columns;
  private final NumberParser numbers;
  private final ScalarParser scalars;
  private final TypeInference types;
  private final Column scratch;
  private final List<Change> changes = new ArrayList<>();
  private boolean inferring;

  /** How many lists are being parsed, one within the other. */
  private int openLists;

  private int widenings;
  private long keyEnd;
  private Column lastColumn;

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
    this.strings = new StringParser(scanner);
    this.lists = new ListParser(this, syntax, strings);
    boolean roundNumbers = options.inexactNumbers() == InexactNumbers.ROUND;
    this.numbers = new NumberParser(roundNumbers);
    this.scalars = new ScalarParser(roundNumbers, columns.given());
    this.types = new TypeInference(options, numbers, scalars);
    this.allocator = allocator;
    this.scratch = new Column(new Key(""), ColumnType.STRING, allocator, 0);
    this.lastColumn = scratch;
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
        columns.removed(change.column);
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

  /** The members of an object from behind its brace; those that are predicted are parsed here. */
  private long object(long address, Fields fields, int row, int depth) {
    long at = Syntax.skipSpace(address);
    if (RawMemory.getByte(at) == '}') {
      return at + 1;
    }
    Column previous = fields.start;
    while (true) {
      Column column = previous.next;
      if (column != null && column.lead.matches(at)) {
        at += column.lead.bytes;
        if (RawMemory.getByte(at) <= ' ') {
          at = Syntax.skipSpace(at);
        }
        at = value(at, column, row, depth);
        previous = column;
      } else {
        at = member(at, fields, previous, row, depth);
        previous = lastColumn;
      }
      if (RawMemory.getByte(at) != ',') {
        at = Syntax.skipSpace(at);
        byte b = RawMemory.getByte(at);
        if (b == '}') {
          return at + 1;
        }
        if (b != ',') {
          throw ParseFailure.malformed(at, "expected ',' or '}'");
        }
      }
      at++;
    }
  }

  /**
   * A member of an object that was not predicted, from any space before its key on; {@link
   * #lastColumn} is then what the next one is predicted from.
   */
  private long member(long address, Fields fields, Column previous, int row, int depth) {
    long key = Syntax.skipSpace(address) + 1;
    if (RawMemory.getByte(key - 1) != '"') {
      throw ParseFailure.malformed(key - 1, "expected a key in quotes");
    }
    Column column = column(key, fields, previous);
    long at = Syntax.colon(keyEnd);
    if (column == columns.rest()) {
      long end = syntax.skip(at, depth);
      columns.restWriter().addField(fields.owner, key - 1, end, row);
      lastColumn = previous;
      return end;
    }
    if (column == previous.next
        && at - address <= MOST_LEAD_BYTES
        && !column.lead.matches(address)) {
      column.lead = ByteRun.between(address, at);
    }
    at = value(at, column, row, depth);
    lastColumn = column;
    return at;
  }

  /** The column of a key; {@link #keyEnd} is then behind its quote. */
  private Column column(long key, Fields fields, Column previous) {
    Column first = previous.next;
    if (first != null && first.key.matches(key)) {
      keyEnd = key + first.key.bytes;
      return first;
    }
    Column second = previous.alternative;
    if (second != null && second.key.matches(key)) {
      previous.alternative = first;
      previous.next = second;
      keyEnd = key + second.key.bytes;
      return second;
    }
    long name = key;
    long end = scanner.find(key);
    keyEnd = end + 1;
    if (RawMemory.getByte(end) != '"') {
      clearScratch();
      keyEnd = strings.parse(key, scratch);
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
      if (first == null) {
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
  long value(long address, Column column, int row, int depth) {
    if (column.count != row) {
      column.align(row);
    }
    if (RawMemory.getByte(address) == '"' && column.isOfStrings()) {
      return strings.parse(address + 1, column);
    }
    return valueByKind(address, column, row, depth);
  }

  private long valueByKind(long address, Column column, int row, int depth) {
    return switch (column.kind) {
      case INT64 -> fitting(NumberParser.integer(address, column), address, column, row, depth);
      case DOUBLE -> fitting(numbers.number(address, column), address, column, row, depth);
      case BOOLEAN -> bool(address, column, row, depth);
      case STRUCT -> struct(address, column, row, depth);
      case LIST, FIXED_LIST, MAP -> list(address, column, row, depth);
      case TEXT, JSON -> text(address, column, depth);
      case UINT64 -> fitting(NumberParser.unsigned(address, column), address, column, row, depth);
      case SMALL_INT, SMALL_UINT, FLOAT, DECIMAL, DATE, TIME, TIMESTAMP, LOCAL_TIMESTAMP ->
          scalar(address, column, row, depth);
      case NULL, STRING -> other(address, column, row, depth);
      case SKIPPED -> {
        column.writeNull();
        yield syntax.skip(address, depth);
      }
    };
  }

  /** The end of a value that its column took; one that it did not is dealt with. */
  private long fitting(long end, long address, Column column, int row, int depth) {
    return end == NumberParser.UNFIT ? other(address, column, row, depth) : end;
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
      long end = lists.parse(address, column, depth);
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

  /** A value of a kind that is not frequent enough to be parsed here. */
  private long scalar(long address, Column column, int row, int depth) {
    long end = scalars.parse(address, column);
    if (end == ScalarParser.UNFIT && RawMemory.getByte(address) == '"') {
      end = escapedScalar(address, column);
    }
    return fitting(end, address, column, row, depth);
  }

  /** A string that may have escapes, which are resolved before it is parsed again. */
  private long escapedScalar(long address, Column column) {
    if (RawMemory.getByte(scanner.find(address + 1)) != '\\') {
      return ScalarParser.UNFIT;
    }
    clearScratch();
    scratch.appendByte('"');
    long end = strings.parse(address + 1, scratch);
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

  /** A value that is not of the type its column is of, most often null. */
  private long other(long address, Column column, int row, int depth) {
    byte b = RawMemory.getByte(address);
    if (b == 'n') {
      long end = Syntax.scalar(address);
      writeNull(column, address);
      return end;
    }
    ColumnType wider = types.wider(column.type, address, depth);
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
      throw Misfit.of(address, column);
    }
    long end = syntax.skip(address, depth);
    columns.restWriter().addValue(column, address, end, row);
    column.writeNull();
    return end;
  }

  @Override
  public void close() {
    scratch.release();
  }
}
