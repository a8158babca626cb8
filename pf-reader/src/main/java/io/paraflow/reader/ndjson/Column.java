package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.ndjson.Kind.Layout;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * A column of the batch that is being built, in the layout that Arrow gives it: the parser writes
 * values to the addresses here. Rows may be left out, and count as null then; the last row may be
 * written again, which replaces it. Buffers are handed over when the batch is done.
 *
 * <p>The validity bitmap begins as all ones, so that only nulls write to it.
 */
final class Column {
  private static final int LEAST_ROWS = 64;
  private static final int LEAST_DATA_BYTES = 1024;

  /** The name; empty for elements of arrays. */
  final Key key;

  /** The struct that it is a field of; null for others, and for inferred columns. */
  @Nullable Column owner;

  /** The columns that came after this one in the last objects, or null. */
  @Nullable Column next;

  /** Asked when {@link #next} is wrong. */
  @Nullable Column alternative;

  /** What stands between a brace or comma and its value: key, colon, and the space last seen. */
  ByteRun lead;

  /** The kind of its {@link #type}. */
  Kind kind;

  /** What it holds now. */
  ColumnType type;

  private Layout layout;

  /** How many rows are written. */
  int count;

  /** How many bytes of {@link #data} are used, for kinds of text. */
  int dataUsed;

  /** The fields, for STRUCT. */
  @Nullable Fields fields;

  /** The elements, for kinds of lists and MAP. */
  @Nullable Column element;

  private final BufferAllocator allocator;
  private final long seed;
  private @Nullable Field given;
  private int nullCount;
  private int rowCapacity;
  private int dataCapacity;
  private @Nullable ArrowBuf validityBuffer;
  private @Nullable ArrowBuf offsetBuffer;
  private @Nullable ArrowBuf dataBuffer;
  private long validity;
  private long offsets;
  private long data;
  private int expectedRows;
  private int expectedDataBytes;

  Column(Key key, ColumnType type, BufferAllocator allocator, long seed) {
    this.key = key;
    this.lead = key.lead();
    this.kind = type.kind();
    this.type = type;
    this.layout = kind.layout;
    this.allocator = allocator;
    this.seed = seed;
    become(type);
  }

  /** Changes what it holds; rows written so far are forgotten. */
  void become(ColumnType newType) {
    release();
    type = newType;
    kind = newType.kind();
    layout = kind.layout;
    fields = kind == Kind.STRUCT ? new Fields(this, allocator, seed) : null;
    boolean hasElements = layout == Layout.LIST || layout == Layout.FIXED_LIST;
    element = hasElements ? new Column(new Key("item"), ColumnType.NULL, allocator, seed) : null;
  }

  /** Makes it the column of a field that a schema gives; its children are to be added. */
  void give(Field field, ColumnType newType) {
    given = field;
    become(newType);
  }

  /** Whether a schema says that every record has a value here. */
  boolean isRequired() {
    return given != null && !given.isNullable() && kind != Kind.SKIPPED;
  }

  /** Whether every string is a value of this kind. */
  boolean isOfStrings() {
    return kind == Kind.TEXT || kind == Kind.STRING;
  }

  /** Makes {@code row} the next one: takes back what was written from it on, or pads with nulls. */
  void align(int row) {
    if (row < count) {
      truncate(row);
    } else {
      while (count < row) {
        writeNull();
      }
    }
  }

  /** Takes back the rows from {@code row} on, if there are any. */
  void truncate(int row) {
    if (count <= row) {
      return;
    }
    switch (layout) {
      case NONE -> {}
      case BITS, VALUES -> restoreValidity(row);
      case TEXT -> {
        restoreValidity(row);
        dataUsed = RawMemory.getInt(offsets + 4L * row);
      }
      case STRUCT -> {
        restoreValidity(row);
        for (Column field : fields().columns()) {
          field.truncate(row);
        }
      }
      case LIST -> {
        restoreValidity(row);
        element().truncate(RawMemory.getInt(offsets + 4L * row));
      }
      case FIXED_LIST -> {
        restoreValidity(row);
        element().truncate(elementsOf(row));
      }
    }
    count = row;
  }

  private void restoreValidity(int from) {
    for (int row = from; row < count && nullCount > 0; row++) {
      long address = validity + (row >>> 3);
      int bit = 1 << (row & 7);
      int bits = RawMemory.getByte(address);
      if ((bits & bit) == 0) {
        RawMemory.putByte(address, (byte) (bits | bit));
        nullCount--;
      }
    }
  }

  void writeNull() {
    int row = count;
    switch (layout) {
      case NONE -> {
        count = row + 1;
        return;
      }
      case BITS -> writeBit(0);
      case VALUES -> {
        RawMemory.fill(valueAddress(), type.bytes(), (byte) 0);
        endValue();
      }
      case TEXT -> endText(0);
      case STRUCT -> beginRow();
      case LIST -> {
        beginRow();
        endList();
      }
      case FIXED_LIST -> {
        beginRow();
        element().align(elementsOf(count));
      }
    }
    long address = validity + (row >>> 3);
    RawMemory.putByte(address, (byte) (RawMemory.getByte(address) & ~(1 << (row & 7))));
    nullCount++;
  }

  /** Writes a boolean, 0 or 1. */
  void writeBit(int value) {
    int row = count;
    if (row >= rowCapacity) {
      growRows();
    }
    long address = data + (row >>> 3);
    int shift = row & 7;
    int others = RawMemory.getByte(address) & ~(1 << shift);
    RawMemory.putByte(address, (byte) (others | value << shift));
    count = row + 1;
  }

  void writeLong(long value) {
    int row = count;
    if (row >= rowCapacity) {
      growRows();
    }
    RawMemory.putLong(data + 8L * row, value);
    count = row + 1;
  }

  /** Where the next value goes, for kinds of one width; {@link #endValue} ends it. */
  long valueAddress() {
    if (count >= rowCapacity) {
      growRows();
    }
    return data + (long) type.bytes() * count;
  }

  /** Ends the row whose value was written to {@link #valueAddress}. */
  void endValue() {
    count++;
  }

  /** Where the next byte of text goes. */
  long textAddress() {
    return data + dataUsed;
  }

  /** How many bytes of text there is room for. */
  int textRoom() {
    return dataCapacity - dataUsed;
  }

  /** Makes room for at least so many bytes of text; those written after {@code used} are kept. */
  void reserveText(int used, long bytes) {
    if (dataCapacity - dataUsed - used >= bytes) {
      return;
    }
    long needed = dataUsed + used + bytes;
    if (needed > Integer.MAX_VALUE) {
      throw new OutOfMemoryException("a column of more than 2 GiB of text");
    }
    long wanted =
        Math.max(
            Math.max(LEAST_DATA_BYTES, needed), Math.max(2L * dataCapacity, expectedDataBytes));
    dataBuffer = grow(dataBuffer, dataUsed + used, Math.min(wanted, Integer.MAX_VALUE));
    dataCapacity = (int) Math.min(dataBuffer.capacity(), Integer.MAX_VALUE);
    data = dataBuffer.memoryAddress();
  }

  /** Ends a row of text whose bytes were written to {@link #textAddress}. */
  void endText(int bytes) {
    int row = count;
    if (row >= rowCapacity) {
      growRows();
    }
    dataUsed += bytes;
    RawMemory.putInt(offsets + 4L * (row + 1), dataUsed);
    count = row + 1;
  }

  /** Appends text to the current row without ending it. */
  void appendText(long source, int bytes) {
    reserveText(0, bytes);
    RawMemory.copy(source, textAddress(), bytes);
    dataUsed += bytes;
  }

  /** Appends one byte of text to the current row without ending it. */
  void appendByte(char ascii) {
    reserveText(0, 1);
    RawMemory.putByte(textAddress(), (byte) ascii);
    dataUsed++;
  }

  /** Whether text was appended to a row that is not ended. */
  boolean hasOpenText() {
    return dataUsed > (rowCapacity == 0 ? 0 : RawMemory.getInt(offsets + 4L * count));
  }

  /** Takes back text that was appended to a row that is not ended. */
  void dropOpenText() {
    dataUsed = rowCapacity == 0 ? 0 : RawMemory.getInt(offsets + 4L * count);
  }

  /**
   * Begins a row of fields, which are written under the same row's number, or of elements, which
   * are appended to {@link #element}.
   */
  void beginRow() {
    if (count >= rowCapacity) {
      growRows();
    }
    count++;
  }

  /** How many elements so many rows of a FIXED_LIST have. */
  int elementsOf(int rows) {
    long elements = (long) rows * type.precision();
    if (elements > Integer.MAX_VALUE) {
      throw new OutOfMemoryException("a column of more than 2^31 elements");
    }
    return (int) elements;
  }

  /** Ends the row of elements that was begun last. */
  void endList() {
    RawMemory.putInt(offsets + 4L * count, element().count);
  }

  Fields fields() {
    if (fields == null) {
      throw new IllegalStateException(key.name + " is " + kind + ", not STRUCT");
    }
    return fields;
  }

  Column element() {
    if (element == null) {
      throw new IllegalStateException(key.name + " is " + kind + ", not a list");
    }
    return element;
  }

  void forget(Column removed) {
    if (next == removed) {
      next = null;
    }
    if (alternative == removed) {
      alternative = null;
    }
  }

  /** Bytes of values, offsets and validity that the first {@code rows} take in Arrow. */
  long arrowBytes(int rows) {
    long bitmap = (rows + 7L) >>> 3;
    return switch (layout) {
      case NONE -> 0;
      case BITS -> 2 * bitmap;
      case VALUES -> bitmap + (long) type.bytes() * rows;
      case TEXT -> bitmap + offsetBytes(rows) + dataUsed;
      case STRUCT -> {
        long bytes = bitmap;
        for (Column field : fields().columns()) {
          bytes += field.arrowBytes(rows);
        }
        yield bytes;
      }
      case LIST -> bitmap + offsetBytes(rows) + element().arrowBytes(element().count);
      case FIXED_LIST -> bitmap + element().arrowBytes(element().count);
    };
  }

  private long offsetBytes(int rows) {
    return (type.isLarge() ? 8L : 4L) * (rows + 1);
  }

  /** The column's name and type. */
  Field field() {
    if (given != null) {
      return given;
    }
    List<Field> children =
        switch (kind) {
          case STRUCT -> fields().columns().stream().map(Column::field).toList();
          case LIST -> List.of(element().field());
          default -> List.of();
        };
    return new Field(key.name, FieldType.nullable(type.arrow()), children);
  }

  /**
   * Adds the nodes and buffers of {@code rows} rows in Arrow's order. The buffers stay this
   * column's until {@link #release}, which is all that may follow.
   */
  void collect(int rows, List<ArrowFieldNode> nodes, List<ArrowBuf> buffers) {
    align(rows);
    if (layout == Layout.NONE) {
      nodes.add(new ArrowFieldNode(rows, rows));
      return;
    }
    if (rowCapacity == 0) {
      growRows();
    }
    nodes.add(new ArrowFieldNode(rows, nullCount));
    clearTrailingBits(rows);
    buffers.add(sized(validityBuffer, (rows + 7) >>> 3));
    switch (layout) {
      case NONE -> throw new IllegalStateException(layout.name());
      case BITS -> buffers.add(sized(dataBuffer, (rows + 7) >>> 3));
      case VALUES -> buffers.add(sized(dataBuffer, (long) type.bytes() * rows));
      case TEXT -> {
        reserveText(0, 1);
        buffers.add(offsets(rows));
        buffers.add(sized(dataBuffer, dataUsed));
      }
      case STRUCT -> {
        for (Column field : fields().columns()) {
          field.collect(rows, nodes, buffers);
        }
      }
      case LIST -> {
        int elements = RawMemory.getInt(offsets + 4L * rows);
        buffers.add(offsets(rows));
        element().collect(elements, nodes, buffers);
      }
      case FIXED_LIST -> element().collect(elementsOf(rows), nodes, buffers);
    }
  }

  /** The offsets as Arrow has them. */
  private ArrowBuf offsets(int rows) {
    if (type.isLarge()) {
      ArrowBuf wide = allocator.buffer(offsetBytes(rows));
      for (int row = 0; row <= rows; row++) {
        RawMemory.putLong(wide.memoryAddress() + 8L * row, RawMemory.getInt(offsets + 4L * row));
      }
      offsetBuffer = closed(offsetBuffer);
      offsetBuffer = wide;
    }
    return sized(offsetBuffer, offsetBytes(rows));
  }

  private void clearTrailingBits(int rows) {
    if ((rows & 7) != 0) {
      long address = validity + (rows >>> 3);
      int kept = (1 << (rows & 7)) - 1;
      RawMemory.putByte(address, (byte) (RawMemory.getByte(address) & kept));
    }
  }

  private static ArrowBuf sized(@Nullable ArrowBuf buffer, long bytes) {
    if (buffer == null) {
      throw new IllegalStateException("no buffer");
    }
    buffer.writerIndex(bytes);
    return buffer;
  }

  /** Forgets all rows and gives the buffers back; the next ones will be as large as needed now. */
  void release() {
    expectedRows = count;
    expectedDataBytes = dataUsed;
    count = 0;
    dataUsed = 0;
    nullCount = 0;
    rowCapacity = 0;
    dataCapacity = 0;
    validityBuffer = closed(validityBuffer);
    offsetBuffer = closed(offsetBuffer);
    dataBuffer = closed(dataBuffer);
    if (fields != null) {
      fields.columns().forEach(Column::release);
    }
    if (element != null) {
      element.release();
    }
  }

  private static @Nullable ArrowBuf closed(@Nullable ArrowBuf buffer) {
    if (buffer != null) {
      buffer.close();
    }
    return null;
  }

  private void growRows() {
    int rows = Math.max(Math.max(LEAST_ROWS, expectedRows + 1), Math.multiplyExact(rowCapacity, 2));
    int bitmapBytes = (rowCapacity + 7) >>> 3;
    if (layout == Layout.TEXT || layout == Layout.LIST) {
      boolean first = offsetBuffer == null;
      offsetBuffer = grow(offsetBuffer, first ? 0 : 4L * (rowCapacity + 1), 4L * (rows + 1));
      offsets = offsetBuffer.memoryAddress();
      if (first) {
        RawMemory.putInt(offsets, 0);
      }
    } else if (layout == Layout.BITS || layout == Layout.VALUES) {
      boolean bits = layout == Layout.BITS;
      long width = type.bytes();
      long used = bits ? bitmapBytes : width * rowCapacity;
      dataBuffer = grow(dataBuffer, used, bits ? (rows + 7) >>> 3 : width * rows);
      data = dataBuffer.memoryAddress();
    }
    validityBuffer = grow(validityBuffer, bitmapBytes, (rows + 7) >>> 3);
    validity = validityBuffer.memoryAddress();
    RawMemory.fill(validity + bitmapBytes, validityBuffer.capacity() - bitmapBytes, (byte) 0xff);
    rowCapacity = rows;
  }

  private ArrowBuf grow(@Nullable ArrowBuf old, long used, long capacity) {
    ArrowBuf grown = allocator.buffer(capacity);
    if (old != null) {
      RawMemory.copy(old.memoryAddress(), grown.memoryAddress(), used);
      old.close();
    }
    return grown;
  }
}
