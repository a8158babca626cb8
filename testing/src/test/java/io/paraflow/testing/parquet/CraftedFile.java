package io.paraflow.testing.parquet;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/** A file of 32-bit integers, put together from parts that no writer would. */
final class CraftedFile {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<SchemaElement> schema = new ArrayList<>();
  private final List<ColumnChunk> chunks = new ArrayList<>();

  /** A file whose root has so many children. */
  CraftedFile(int children) {
    out.writeBytes(MAGIC);
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(children);
    schema.add(root);
  }

  /** Adds a group to the schema. */
  SchemaElement group(String name, FieldRepetitionType repetition, int children) {
    SchemaElement group = new SchemaElement(name);
    group.setRepetition_type(repetition);
    group.setNum_children(children);
    schema.add(group);
    return group;
  }

  /** Adds a leaf to the schema; its chunk is the next one. */
  void leaf(String name, FieldRepetitionType repetition) {
    SchemaElement leaf = new SchemaElement(name);
    leaf.setType(Type.INT32);
    leaf.setRepetition_type(repetition);
    schema.add(leaf);
  }

  /** How many bytes there are. */
  int size() {
    return out.size();
  }

  /** Adds bytes between chunks. */
  void bytes(byte[] bytes) {
    out.writeBytes(bytes);
  }

  /** Adds a chunk of one page that is not compressed. */
  ColumnChunk chunk(int values, byte[] page) throws IOException {
    int start = out.size();
    page(values, page);
    return chunk(values, start, out.size() - start);
  }

  /** Adds a page that is not compressed to a chunk. */
  void page(int values, byte[] page) throws IOException {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, page.length, page.length);
    header.setData_page_header(
        new DataPageHeader(values, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    Util.writePageHeader(header, out);
    out.writeBytes(page);
  }

  /** Adds a chunk whose bytes are anywhere in the file. */
  ColumnChunk chunk(int values, int start, int bytes) {
    ColumnChunk chunk = new ColumnChunk(0);
    chunk.setMeta_data(
        new ColumnMetaData(
            Type.INT32,
            List.of(Encoding.PLAIN),
            List.of("column"),
            CompressionCodec.UNCOMPRESSED,
            values,
            bytes,
            bytes,
            start));
    chunks.add(chunk);
    return chunk;
  }

  /** Ends the file. */
  byte[] end(int rows) throws IOException {
    return end(rows, 1);
  }

  /** Ends the file with some row groups, all of the same chunks. */
  byte[] end(int rows, int groups) throws IOException {
    int footer = out.size();
    RowGroup group = new RowGroup(chunks, footer, rows);
    FileMetaData metadata =
        new FileMetaData(1, schema, (long) rows * groups, Collections.nCopies(groups, group));
    metadata.setColumn_orders(
        Collections.nCopies(chunks.size(), ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
    Util.writeFileMetaData(metadata, out);
    out.writeBytes(littleEndian(out.size() - footer));
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  /** What a file says of one of its chunks. */
  static ColumnMetaData metadata(ColumnChunk chunk) {
    return requireNonNull(chunk.getMeta_data());
  }

  /** Integers in PLAIN encoding. */
  static byte[] plain(int... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int value : values) {
      bytes.writeBytes(littleEndian(value));
    }
    return bytes.toByteArray();
  }

  /**
   * Levels of 0 and 1, behind their length.
   *
   * @param runs how many levels of 0 and how many of 1 there are, in turn
   */
  static byte[] levels(int... runs) {
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    for (int i = 0; i < runs.length; i++) {
      if (runs[i] > 0) {
        int header = runs[i] << 1;
        for (; header >>> 7 != 0; header >>>= 7) {
          levels.write(header | 0x80);
        }
        levels.write(header);
        levels.write(i % 2);
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(littleEndian(levels.size()));
    all.writeBytes(levels.toByteArray());
    return all.toByteArray();
  }

  static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
