package io.paraflow.testing.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.paraflow.core.file.FileFormat;
import io.paraflow.testing.fixtures.Plugins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
 * Bytes of a fuzzer's choice in a Parquet file: as its footer, a page's header, levels, values in
 * each encoding, and blocks of each codec. All else of the file is as it should be.
 */
class ParquetFuzzTest {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int VALUES = 100;

  private final FileFormat format = Plugins.format("parquet", Map.of());

  @FuzzTest
  void footer(byte[] footer) {
    FuzzedFile.read(format, FuzzedFile.join(MAGIC, footer, littleEndian(footer.length), MAGIC));
  }

  @FuzzTest
  void pageHeader(byte[] chunk) throws IOException {
    read(column(Type.INT32, FieldRepetitionType.OPTIONAL), CompressionCodec.UNCOMPRESSED, chunk);
  }

  @FuzzTest
  void levels(byte[] page) throws IOException {
    SchemaElement column = column(Type.INT32, FieldRepetitionType.REPEATED);
    read(column, CompressionCodec.UNCOMPRESSED, dataPage(Encoding.PLAIN, page, page.length));
  }

  @FuzzTest
  void plain(byte[] values) throws IOException {
    readValues(Encoding.PLAIN, values, Type.values());
  }

  @FuzzTest
  void dictionaryIndices(byte[] indices) throws IOException {
    byte[] entries = new byte[10 * 8];
    byte[] dictionary =
        page(
            new PageHeader(PageType.DICTIONARY_PAGE, entries.length, entries.length)
                .setDictionary_page_header(new DictionaryPageHeader(10, Encoding.PLAIN)),
            entries);
    byte[] data = dataPage(Encoding.RLE_DICTIONARY, indices, indices.length);
    read(
        column(Type.INT64, FieldRepetitionType.REQUIRED),
        CompressionCodec.UNCOMPRESSED,
        FuzzedFile.join(dictionary, data));
  }

  @FuzzTest
  void dictionaryEntries(byte[] entries) throws IOException {
    byte[] dictionary =
        page(
            new PageHeader(PageType.DICTIONARY_PAGE, entries.length, entries.length)
                .setDictionary_page_header(new DictionaryPageHeader(2, Encoding.PLAIN)),
            entries);
    byte[] indices = {1, (byte) (2 * VALUES), 1, 1};
    byte[] data = dataPage(Encoding.RLE_DICTIONARY, indices, indices.length);
    for (Type type : Type.values()) {
      read(
          column(type, FieldRepetitionType.REQUIRED),
          CompressionCodec.UNCOMPRESSED,
          FuzzedFile.join(dictionary, data));
    }
  }

  @FuzzTest
  void runLength(byte[] values) throws IOException {
    readValues(Encoding.RLE, values, Type.BOOLEAN);
  }

  @FuzzTest
  void deltaBinaryPacked(byte[] values) throws IOException {
    readValues(Encoding.DELTA_BINARY_PACKED, values, Type.INT32, Type.INT64);
  }

  @FuzzTest
  void deltaLengthByteArray(byte[] values) throws IOException {
    readValues(Encoding.DELTA_LENGTH_BYTE_ARRAY, values, Type.BYTE_ARRAY);
  }

  @FuzzTest
  void deltaByteArray(byte[] values) throws IOException {
    readValues(Encoding.DELTA_BYTE_ARRAY, values, Type.BYTE_ARRAY, Type.FIXED_LEN_BYTE_ARRAY);
  }

  @FuzzTest
  void byteStreamSplit(byte[] values) throws IOException {
    readValues(
        Encoding.BYTE_STREAM_SPLIT,
        values,
        Type.FLOAT,
        Type.DOUBLE,
        Type.INT32,
        Type.INT64,
        Type.FIXED_LEN_BYTE_ARRAY);
  }

  @FuzzTest
  void snappy(byte[] sizeAndBlock) throws IOException {
    decompress(CompressionCodec.SNAPPY, sizeAndBlock);
  }

  @FuzzTest
  void lz4(byte[] sizeAndBlock) throws IOException {
    decompress(CompressionCodec.LZ4_RAW, sizeAndBlock);
  }

  @FuzzTest
  void lz4OfHadoop(byte[] sizeAndBlocks) throws IOException {
    decompress(CompressionCodec.LZ4, sizeAndBlocks);
  }

  @FuzzTest
  void zstd(byte[] sizeAndFrames) throws IOException {
    decompress(CompressionCodec.ZSTD, sizeAndFrames);
  }

  @FuzzTest
  void gzip(byte[] sizeAndMembers) throws IOException {
    decompress(CompressionCodec.GZIP, sizeAndMembers);
  }

  @FuzzTest
  void brotli(byte[] sizeAndStream) throws IOException {
    decompress(CompressionCodec.BROTLI, sizeAndStream);
  }

  private void readValues(Encoding encoding, byte[] values, Type... types) throws IOException {
    for (Type type : types) {
      read(
          column(type, FieldRepetitionType.REQUIRED),
          CompressionCodec.UNCOMPRESSED,
          dataPage(encoding, values, values.length));
    }
  }

  /** The first three bytes are the size that the page's header gives; small and large ones. */
  private void decompress(CompressionCodec codec, byte[] sizeAndPage) throws IOException {
    if (sizeAndPage.length < 3) {
      return;
    }
    int size =
        (sizeAndPage[0] & 0xff) | (sizeAndPage[1] & 0xff) << 8 | (sizeAndPage[2] & 0xff) << 16;
    byte[] stored = Arrays.copyOfRange(sizeAndPage, 3, sizeAndPage.length);
    read(
        column(Type.BYTE_ARRAY, FieldRepetitionType.REQUIRED),
        codec,
        dataPage(Encoding.PLAIN, stored, size));
  }

  private void read(SchemaElement column, CompressionCodec codec, byte[] chunk) throws IOException {
    ColumnMetaData metadata =
        new ColumnMetaData(
            column.getType(),
            List.of(),
            List.of(column.getName()),
            codec,
            VALUES,
            chunk.length,
            chunk.length,
            MAGIC.length);
    ColumnChunk columnChunk = new ColumnChunk(MAGIC.length).setMeta_data(metadata);
    FileMetaData footer =
        new FileMetaData(
            1,
            List.of(new SchemaElement("root").setNum_children(1), column),
            VALUES,
            List.of(new RowGroup(List.of(columnChunk), chunk.length, VALUES)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, out);
    byte[] end = out.toByteArray();
    FuzzedFile.read(format, FuzzedFile.join(MAGIC, chunk, end, littleEndian(end.length), MAGIC));
  }

  private static SchemaElement column(Type type, FieldRepetitionType repetition) {
    return new SchemaElement("column")
        .setType(type)
        .setType_length(5)
        .setRepetition_type(repetition);
  }

  private static byte[] dataPage(Encoding encoding, byte[] stored, int size) throws IOException {
    return page(
        new PageHeader(PageType.DATA_PAGE, size, stored.length)
            .setData_page_header(new DataPageHeader(VALUES, encoding, Encoding.RLE, Encoding.RLE)),
        stored);
  }

  private static byte[] page(PageHeader header, byte[] stored) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writePageHeader(header, out);
    out.write(stored);
    return out.toByteArray();
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
