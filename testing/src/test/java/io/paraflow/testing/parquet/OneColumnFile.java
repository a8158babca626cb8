package io.paraflow.testing.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/**
 * A file of one column {@code c} in one data page, whose bytes are the caller's: for pages that no
 * writer makes.
 */
final class OneColumnFile {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Type type;
  private final CompressionCodec codec;
  private FieldRepetitionType repetition = FieldRepetitionType.REQUIRED;
  private Encoding levels = Encoding.RLE;
  private long uncompressedBytes;
  private int dictionaryOffset;

  OneColumnFile(Type type, CompressionCodec codec) {
    this.type = type;
    this.codec = codec;
    out.writeBytes(MAGIC);
  }

  /** Makes the column another than a required one, and says how the data page has its levels. */
  OneColumnFile levels(FieldRepetitionType repetition, Encoding levels) {
    this.repetition = repetition;
    this.levels = levels;
    return this;
  }

  /** Adds the dictionary page, which comes first. */
  OneColumnFile dictionary(int entries, int pageBytes, byte[] stored) throws IOException {
    dictionaryOffset = out.size();
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, pageBytes, stored.length);
    header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
    write(header, stored);
    return this;
  }

  /** Adds the data page, with a value in each row, and ends the file. */
  byte[] page(Encoding encoding, int values, int pageBytes, byte[] stored) throws IOException {
    return page(values, encoding, values, pageBytes, stored);
  }

  /** Adds the data page and ends the file. */
  byte[] page(int rows, Encoding encoding, int values, int pageBytes, byte[] stored)
      throws IOException {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, pageBytes, stored.length);
    header.setData_page_header(new DataPageHeader(values, encoding, levels, levels));
    int pageOffset = out.size();
    write(header, stored);

    ColumnMetaData metadata =
        new ColumnMetaData(
            type,
            List.of(encoding),
            List.of("c"),
            codec,
            values,
            uncompressedBytes,
            out.size() - MAGIC.length,
            pageOffset);
    if (dictionaryOffset > 0) {
      metadata.setDictionary_page_offset(dictionaryOffset);
    }
    ColumnChunk chunk = new ColumnChunk(0);
    chunk.setMeta_data(metadata);
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(1);
    SchemaElement leaf = new SchemaElement("c");
    leaf.setType(type);
    leaf.setRepetition_type(repetition);
    RowGroup group = new RowGroup(List.of(chunk), uncompressedBytes, rows);
    int footer = out.size();
    Util.writeFileMetaData(new FileMetaData(1, List.of(root, leaf), rows, List.of(group)), out);
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(out.size() - footer).array());
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  private void write(PageHeader header, byte[] stored) throws IOException {
    int before = out.size();
    Util.writePageHeader(header, out);
    uncompressedBytes += out.size() - before + header.getUncompressed_page_size();
    out.writeBytes(stored);
  }
}
