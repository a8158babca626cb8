package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The columns of a file: those that its schema gives, or those that its records had so far. */
final class RecordColumns implements AutoCloseable {
  /** Where the fields go that a given schema does not have. */
  static final String REST_COLUMN = "_rest";

  /**
   * How many objects and arrays may be nested in columns; deeper ones are kept as JSON text where
   * types are inferred, so that neither the parser nor whoever walks the columns needs a deep
   * stack.
   */
  static final int MOST_NESTED = 64;

  /** The most that the names of inferred fields may have together: they are on the heap. */
  static final int MOST_NAME_BYTES = 2 << 20;

  private static final int MOST_SHOWN_BYTES = 256;

  private final BufferAllocator allocator;
  private final Fields root;
  private final boolean given;
  private final int maxFields;
  private final boolean unknownFieldsToRest;
  private final boolean misfitsToRest;
  private final Column rest;
  private final RestWriter restWriter;
  private final Column skipped;
  private int fieldCount;
  private int nameBytes;
  private @Nullable List<Column> projection;
  private @Nullable Schema schema;

  RecordColumns(Fields root, boolean given, NdjsonOptions options, BufferAllocator allocator) {
    this.root = root;
    this.given = given;
    this.unknownFieldsToRest = given && options.unknownFields() == Leftovers.REST;
    this.misfitsToRest = given && options.mismatches() == Leftovers.REST;
    this.maxFields = options.maxFields();
    this.allocator = allocator;
    this.rest = new Column(new Key(REST_COLUMN), ColumnType.TEXT, allocator, 0);
    this.restWriter = new RestWriter(rest);
    this.skipped = new Column(new Key(""), ColumnType.SKIPPED, allocator, 0);
  }

  Fields root() {
    return root;
  }

  /** Whether the schema was given, and so does not change. */
  boolean given() {
    return given;
  }

  /** Takes fields that the schema does not have. */
  Column rest() {
    return rest;
  }

  /** Takes fields that are neither asked for nor worth remembering. */
  Column skipped() {
    return skipped;
  }

  /**
   * Leaves all columns out but some.
   *
   * @param names the columns wanted, in this order
   * @return the names that do not exist; if there are any, nothing has changed
   */
  List<String> project(List<String> names) {
    List<Column> wanted = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      Column column = hasRest() && name.equals(REST_COLUMN) ? rest : root.find(name);
      if (column == null) {
        missing.add(name);
      } else {
        wanted.add(column);
      }
    }
    if (missing.isEmpty()) {
      for (Column column : root.columns()) {
        if (!wanted.contains(column)) {
          column.become(ColumnType.SKIPPED);
        }
      }
      projection = wanted;
      changed();
    }
    return missing;
  }

  /** The columns that batches have. */
  List<Column> selected() {
    if (projection != null) {
      return projection;
    }
    if (!hasRest()) {
      return root.columns();
    }
    List<Column> all = new ArrayList<>(root.columns());
    all.add(rest);
    return all;
  }

  private boolean hasRest() {
    return unknownFieldsToRest || misfitsToRest;
  }

  /** Whether values that do not fit their given column go to the rest, which is asked for. */
  boolean keepsMisfits() {
    return misfitsToRest && (projection == null || projection.contains(rest));
  }

  /** Writes the rest of rows. */
  RestWriter restWriter() {
    return restWriter;
  }

  /** The column for a record that is not an object. */
  Column valueColumn(long address, RecordParser parser) {
    Column column = root.find(RecordParser.VALUE_COLUMN);
    if (column != null) {
      return column;
    }
    if (given) {
      throw new ParseFailure(
          ErrorCode.VALUE_MISMATCH,
          address,
          "the record is not an object, and the schema has no column \""
              + RecordParser.VALUE_COLUMN
              + "\" to hold it");
    }
    if (projection != null) {
      return skipped;
    }
    Key key = new Key(RecordParser.VALUE_COLUMN);
    checkRoom(key.length, address);
    return add(root, key, parser);
  }

  /**
   * The column for a field that does not exist yet.
   *
   * @param name where its name is, unescaped
   * @param length how many bytes the name has
   * @param inList whether the object is in an array or a map, which fit or do not as a whole
   * @param address where it stands in the record
   */
  Column unknown(
      Fields fields, long name, int length, boolean inList, long address, RecordParser parser) {
    if (unknownFieldsToRest && !inList) {
      return projection == null || projection.contains(rest) ? rest : skipped;
    }
    if (fields == root && !given && projection != null) {
      return skipped;
    }
    if (given) {
      throw notGiven(name, length, address);
    }
    checkRoom(length, address);
    return add(fields, new Key(bytes(name, length)), parser);
  }

  private static byte[] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    RawMemory.copy(address, bytes, 0, length);
    return bytes;
  }

  private RuntimeException notGiven(long name, int length, long address) {
    String shown =
        length <= MOST_SHOWN_BYTES
            ? new String(bytes(name, length), StandardCharsets.UTF_8)
            : new String(bytes(name, MOST_SHOWN_BYTES), StandardCharsets.UTF_8) + "...";
    String reason = "the schema has no field \"" + shown + "\"";
    return unknownFieldsToRest
        ? new Misfit(
            address,
            reason + " in this object of a list; with mismatches: rest the list would be kept")
        : new ParseFailure(
            ErrorCode.VALUE_MISMATCH,
            address,
            reason + "; with unknown_fields: rest it would be kept");
  }

  /** Fails where inferred columns cannot have one more with a name of so many bytes. */
  private void checkRoom(int nameLength, long address) {
    if (fieldCount >= maxFields) {
      throw new ParseFailure(
          ErrorCode.LIMIT_EXCEEDED,
          address,
          "a new field, but there are " + maxFields + " already, the limit; raise max_fields");
    }
    if (nameLength > MOST_NAME_BYTES - nameBytes) {
      throw new ParseFailure(
          ErrorCode.LIMIT_EXCEEDED,
          address,
          ("a new field whose name has %d bytes, but those before have %d, and all together may"
                  + " have %d; give a schema")
              .formatted(nameLength, nameBytes, MOST_NAME_BYTES));
    }
  }

  private Column add(Fields fields, Key key, RecordParser parser) {
    fieldCount++;
    nameBytes += key.length;
    changed();
    return parser.add(fields, key);
  }

  /** A field was taken back. */
  void removed(Column column) {
    fieldCount--;
    nameBytes -= column.key.length;
    changed();
  }

  /** The schema is another one now. */
  void changed() {
    schema = null;
  }

  /** Takes back what was written to a row and after it. */
  void truncate(int row) {
    for (Column column : root.columns()) {
      column.truncate(row);
    }
    rest.truncate(row);
    rest.dropOpenText();
    skipped.truncate(row);
  }

  /** Forgets all rows. */
  void release() {
    root.columns().forEach(Column::release);
    rest.release();
    skipped.release();
  }

  /** Bytes of values, offsets and validity that the first rows take in Arrow. */
  long arrowBytes(int rows) {
    long bytes = 0;
    for (Column column : selected()) {
      bytes += column.arrowBytes(rows);
    }
    return bytes;
  }

  /** The rows as vectors, owned by the caller; afterwards there are none here. */
  VectorSchemaRoot take(int rows) {
    List<ArrowFieldNode> nodes = new ArrayList<>();
    List<ArrowBuf> buffers = new ArrayList<>();
    for (Column column : selected()) {
      column.collect(rows, nodes, buffers);
    }
    if (schema == null) {
      schema = new Schema(selected().stream().map(Column::field).toList());
    }
    VectorSchemaRoot vectors = VectorSchemaRoot.create(schema, allocator);
    try (ArrowRecordBatch batch = new ArrowRecordBatch(rows, nodes, buffers)) {
      new VectorLoader(vectors).load(batch);
    }
    release();
    return vectors;
  }

  @Override
  public void close() {
    release();
  }
}
