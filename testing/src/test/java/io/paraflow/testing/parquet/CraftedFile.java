package io.paraflow.testing.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
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
import org.apache.parquet.format.Util;

/** A file of one row group of 32-bit integers, put together from parts that no writer would. */
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
    PageHeader header = new PageHeader(PageType.DATA_PAGE, page.length, page.length);
    header.setData_page_header(
        new DataPageHeader(values, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    Util.writePageHeader(header, out);
    out.writeBytes(page);
    return chunk(values, start, out.size() - start);
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
    int footer = out.size();
    RowGroup group = new RowGroup(chunks, footer, rows);
    Util.writeFileMetaData(new FileMetaData(1, schema, rows, List.of(group)), out);
    out.writeBytes(littleEndian(out.size() - footer));
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
