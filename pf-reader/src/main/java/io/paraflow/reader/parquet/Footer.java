package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TField;
import shaded.parquet.org.apache.thrift.protocol.TList;

/**
 * A file's footer, and the checks of what all else relies on. It stays outside of the heap as it is
 * stored, for as objects it takes ten times that. Of row groups there are objects for the one that
 * is asked for, and for the leaves that are asked for. Used by one thread.
 */
final class Footer implements AutoCloseable {
  static final String MAGIC = "PAR1";
  static final String ENCRYPTED_MAGIC = "PARE";
  private static final Pattern OLD_PARQUET_MR =
      Pattern.compile("^parquet-mr( version (0\\.|1\\.[01]\\.|1\\.2\\.[0-8]\\b)|$)");
  private static final int TAIL_BYTES = 8;
  private static final int FIRST_READ_BYTES = (64 << 10) - RawMemory.SLACK_BYTES;
  private static final int MAX_ROW_GROUPS = 1 << 17;

  /** Each with up to 64 bytes of text: of a chunk, where they are a few dozens. */
  private static final int MAX_CHUNK_ELEMENTS = 1 << 14;

  /** On average of a schema's columns, where they are five or so. */
  private static final int MAX_COLUMN_ELEMENTS = 16;

  /** Longer bounds of a column's values are not used. */
  private static final int MAX_BOUND_BYTES = 4 << 10;

  /** Thrift's numbers of types, which the library has for generated code alone. */
  private static final byte I64 = 10;

  private static final byte BINARY = 11;
  private static final byte STRUCT = 12;
  private static final byte LIST = 15;

  private final InputFile file;
  private final ArrowBuf buffer;
  private final long address;
  private final int bytes;
  private final int maxElements;
  private final List<SchemaElement> schema = new ArrayList<>();
  private final List<ColumnOrder> columnOrders = new ArrayList<>();
  private final List<Place> rowGroups = new ArrayList<>();
  private String writer = "";
  private long rows;

  /**
   * Where a row group is.
   *
   * @param position of its metadata in the footer
   * @param firstRow the ordinal of its first row in the file
   * @param rows how many rows it has
   * @param firstByte of its chunks in the file, as the footer says
   * @param columns how many chunks it has
   */
  record Place(int position, long firstRow, long rows, long firstByte, int columns) {}

  /** What is done with each chunk of a row group: reads or skips it. */
  private interface ChunkVisitor {
    void visit(ThriftReader in, int leaf) throws TException;
  }

  private Footer(InputFile file, ArrowBuf buffer, long address, int bytes, int maxElements) {
    this.file = file;
    this.buffer = buffer;
    this.address = address;
    this.bytes = bytes;
    this.maxElements = maxElements;
    try {
      read(at(0));
    } catch (TException e) {
      throw malformed(e);
    }
    check();
  }

  /**
   * Reads the footer.
   *
   * @param maxElements the most elements that its schema may have
   * @throws IngestException TRUNCATED, CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED
   * @throws MemoryShortage when the allocator cannot give as much as it is long
   */
  static Footer read(InputFile file, BufferAllocator allocator, int maxElements) {
    long length = file.length();
    if (length < 4 + TAIL_BYTES) {
      throw error(
          ErrorCode.TRUNCATED, file, "%d bytes are too few for a Parquet file".formatted(length));
    }
    int first = (int) Math.min(length, FIRST_READ_BYTES);
    ArrowBuf buffer = readBuffer(file, allocator, length - first, length);
    try {
      int bytes = length(file, buffer.memoryAddress() + first - TAIL_BYTES);
      int from = first - TAIL_BYTES - bytes;
      if (from < 0) {
        ArrowBuf all =
            readBuffer(file, allocator, length - TAIL_BYTES - bytes, length - TAIL_BYTES);
        buffer.close();
        buffer = all;
        from = 0;
      }
      return new Footer(file, buffer, buffer.memoryAddress() + from, bytes, maxElements);
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  /** What the file's last bytes say of the footer's length. */
  private static int length(InputFile file, long tail) {
    byte[] magicBytes = new byte[4];
    RawMemory.copy(tail + 4, magicBytes, 0, 4);
    String magic = new String(magicBytes, StandardCharsets.ISO_8859_1);
    if (magic.equals(ENCRYPTED_MAGIC)) {
      throw error(ErrorCode.UNSUPPORTED, file, "the footer is encrypted, which is not read");
    }
    if (!magic.equals(MAGIC)) {
      throw error(ErrorCode.TRUNCATED, file, "the file does not end with a Parquet footer");
    }
    long length = Integer.toUnsignedLong(RawMemory.getInt(tail));
    if (length > file.length() - TAIL_BYTES - 4) {
      throw error(
          ErrorCode.CORRUPT,
          file,
          "a footer of %d bytes in a file of %d".formatted(length, file.length()));
    }
    if (length > Integer.MAX_VALUE) {
      throw error(
          ErrorCode.LIMIT_EXCEEDED,
          file,
          "a footer of %d bytes, and the limit is %d".formatted(length, Integer.MAX_VALUE));
    }
    return (int) length;
  }

  private static ArrowBuf readBuffer(
      InputFile file, BufferAllocator allocator, long from, long to) {
    ArrowBuf buffer = MemoryShortage.allocate(allocator, Math.max(1, to - from));
    try {
      file.readFully(from, RawMemory.segment(buffer.memoryAddress(), to - from));
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  /** Some bytes of a file, in heap memory. */
  static byte[] read(InputFile file, BufferAllocator allocator, long from, long to) {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    try (ArrowBuf buffer = readBuffer(file, allocator, from, to)) {
      RawMemory.copy(buffer.memoryAddress(), bytes, 0, bytes.length);
    }
    return bytes;
  }

  private ThriftReader at(int position) {
    int left = bytes - position;
    return ThriftReader.over(
        new MemoryInputStream(address + position, left), left, MAX_BOUND_BYTES);
  }

  private void read(ThriftReader in) throws TException {
    in.readFields(
        field -> readField(in, field),
        EnumSet.range(FileMetaData._Fields.VERSION, FileMetaData._Fields.ROW_GROUPS));
  }

  private boolean readField(ThriftReader in, TField field) throws TException {
    switch (FileMetaData._Fields.findByThriftId(field.id)) {
      case SCHEMA -> readList(in, field, schema, SchemaElement::new);
      case COLUMN_ORDERS -> readList(in, field, columnOrders, ColumnOrder::new);
      case ROW_GROUPS -> readRowGroups(in, field);
      case NUM_ROWS -> {
        require(field, I64);
        rows = in.readI64();
      }
      case CREATED_BY -> {
        require(field, BINARY);
        ByteBuffer text = in.readBinary();
        writer = text == null ? "" : StandardCharsets.UTF_8.decode(text).toString();
      }
      case ENCRYPTION_ALGORITHM -> throw encryptedColumns();
      case null, default -> {
        return false;
      }
    }
    return true;
  }

  private static void require(TField field, byte type) throws TException {
    if (field.type != type) {
      throw new TException(
          "field %d of type %d instead of %d".formatted(field.id, field.type, type));
    }
  }

  private <T extends TBase<?, ?>> void readList(
      ThriftReader in, TField field, List<T> elements, Supplier<T> empty) throws TException {
    int size = beginStructs(in, field);
    if (elements.size() + size > maxElements) {
      throw error(
          ErrorCode.LIMIT_EXCEEDED,
          file,
          "its schema has %d elements and the limit is %d: raise reader.parquet.max_columns (--parquet-max-columns)"
              .formatted(size, maxElements));
    }
    in.limit((long) MAX_COLUMN_ELEMENTS * maxElements);
    for (int i = 0; i < size; i++) {
      elements.add(in.read(empty.get()));
    }
    in.limit(Long.MAX_VALUE);
    in.readListEnd();
  }

  private static int beginStructs(ThriftReader in, TField field) throws TException {
    require(field, LIST);
    TList list = in.readListBegin();
    if (list.elemType != STRUCT && list.size > 0) {
      throw new TException(
          "field %d lists elements of type %d instead of %d"
              .formatted(field.id, list.elemType, STRUCT));
    }
    return list.size;
  }

  private void readRowGroups(ThriftReader in, TField field) throws TException {
    int size = beginStructs(in, field);
    if (rowGroups.size() + size > MAX_ROW_GROUPS) {
      throw error(
          ErrorCode.LIMIT_EXCEEDED,
          file,
          "%d row groups, and the limit is %d".formatted(size, MAX_ROW_GROUPS));
    }
    long firstRow = endRow();
    for (int i = 0; i < size; i++) {
      int position = (int) (bytes - in.bytesLeft());
      Survey survey = new Survey();
      long groupRows = readRowGroup(in, survey);
      if (groupRows < 0 || firstRow + groupRows < firstRow) {
        throw error(ErrorCode.CORRUPT, file, "row group %d of %d rows".formatted(i, groupRows));
      }
      long firstByte = survey.columns == 0 ? 0 : survey.firstByte;
      rowGroups.add(new Place(position, firstRow, groupRows, firstByte, survey.columns));
      firstRow += groupRows;
    }
    in.readListEnd();
  }

  /** Checks all chunks, and keeps none. */
  private final class Survey implements ChunkVisitor {
    private int columns;
    private long firstByte = Long.MAX_VALUE;

    @Override
    public void visit(ThriftReader in, int leaf) throws TException {
      columns++;
      firstByte = Math.min(firstByte, ChunkBytes.start(present(readChunk(in).getMeta_data())));
    }
  }

  /** Reads a row group up to its end, and returns how many rows it has. */
  private static long readRowGroup(ThriftReader in, ChunkVisitor visitor) throws TException {
    RowGroupFields fields = new RowGroupFields(in, visitor);
    in.readFields(fields, EnumSet.range(RowGroup._Fields.COLUMNS, RowGroup._Fields.NUM_ROWS));
    return fields.rows;
  }

  /** Takes from a row group how many rows it has, and leaves its chunks to a visitor. */
  private static final class RowGroupFields implements ThriftReader.FieldReader {
    private final ThriftReader in;
    private final ChunkVisitor visitor;
    private long rows;

    RowGroupFields(ThriftReader in, ChunkVisitor visitor) {
      this.in = in;
      this.visitor = visitor;
    }

    @Override
    public boolean read(TField field) throws TException {
      switch (RowGroup._Fields.findByThriftId(field.id)) {
        case COLUMNS -> {
          int size = beginStructs(in, field);
          for (int leaf = 0; leaf < size; leaf++) {
            visitor.visit(in, leaf);
          }
          in.readListEnd();
        }
        case NUM_ROWS -> {
          require(field, I64);
          rows = in.readI64();
        }
        case null, default -> {
          return false;
        }
      }
      return true;
    }
  }

  private ColumnChunk readChunk(ThriftReader in) throws TException {
    in.limit(MAX_CHUNK_ELEMENTS);
    ColumnChunk chunk = in.read(new ColumnChunk());
    in.limit(Long.MAX_VALUE);
    if (!chunk.isSetMeta_data() || chunk.isSetCrypto_metadata()) {
      throw encryptedColumns();
    }
    if (chunk.isSetFile_path()) {
      throw error(
          ErrorCode.UNSUPPORTED,
          file,
          "a column chunk lies in another file, %s, which is not read"
              .formatted(chunk.getFile_path()));
    }
    return chunk;
  }

  private void check() {
    // Some writers leave the total at 0.
    if (endRow() != rows && rows != 0) {
      throw error(
          ErrorCode.CORRUPT,
          file,
          "row groups of %d rows in a file of %d".formatted(endRow(), rows));
    }
  }

  private long endRow() {
    return rowGroups.isEmpty() ? 0 : rowGroups.getLast().firstRow() + rowGroups.getLast().rows();
  }

  /** The schema's elements in depth-first order. */
  List<SchemaElement> schema() {
    return schema;
  }

  /** By which order a leaf has bounds; null where the file does not say. */
  @Nullable ColumnOrder columnOrder(LeafNode leaf) {
    return leaf.index() < columnOrders.size() ? columnOrders.get(leaf.index()) : null;
  }

  /** The row groups, in the file's order. */
  List<Place> rowGroups() {
    return rowGroups;
  }

  /**
   * What is known of a row group.
   *
   * @param place one of {@link #rowGroups()}
   * @param leaves those whose chunks are wanted, by their indices
   */
  RowGroupMetadata rowGroup(Place place, BitSet leaves) {
    Map<Integer, ColumnChunk> chunks = HashMap.newHashMap(leaves.cardinality());
    try {
      readRowGroup(
          at(place.position()),
          (in, leaf) -> {
            if (leaves.get(leaf)) {
              chunks.put(leaf, withoutExtras(readChunk(in)));
            } else {
              in.skip(STRUCT);
            }
          });
    } catch (TException e) {
      throw malformed(e);
    }
    return new RowGroupMetadata(place.rows(), chunks);
  }

  /** Nothing reads these, and they take most of the memory. */
  private static ColumnChunk withoutExtras(ColumnChunk chunk) {
    ColumnMetaData metadata = present(chunk.getMeta_data());
    metadata.unsetKey_value_metadata();
    metadata.unsetEncoding_stats();
    metadata.unsetSize_statistics();
    metadata.unsetGeospatial_statistics();
    return chunk;
  }

  /** Whether the writer is parquet-mr before 1.2.9, which did not count that header. */
  boolean omitsDictionaryHeader() {
    return OLD_PARQUET_MR.matcher(writer).find();
  }

  @Override
  public void close() {
    buffer.close();
  }

  private IngestException malformed(TException e) {
    return new IngestException(
        ErrorCode.CORRUPT, "%s: footer: %s".formatted(file.location(), e.getMessage()), e);
  }

  private IngestException encryptedColumns() {
    return error(ErrorCode.UNSUPPORTED, file, "the file has encrypted columns, which are not read");
  }

  private static IngestException error(ErrorCode code, InputFile file, String problem) {
    return new IngestException(code, file.location() + ": " + problem);
  }
}
