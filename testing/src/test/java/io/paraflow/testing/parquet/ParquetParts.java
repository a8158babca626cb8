package io.paraflow.testing.parquet;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** A Parquet file taken apart into pages and footer, to be changed and put together again. */
final class ParquetParts {
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  final FileMetaData footer;
  final List<Chunk> chunks = new ArrayList<>();

  private ParquetParts(FileMetaData footer) {
    this.footer = footer;
  }

  /** A column chunk. */
  static final class Chunk {
    final ColumnMetaData metadata;
    final List<Page> pages = new ArrayList<>();
    private final ColumnChunk chunk;
    @Nullable OffsetIndex offsetIndex;

    /** What is written instead of the offset index. */
    byte @Nullable [] offsetIndexBytes;

    byte @Nullable [] columnIndex;
    byte @Nullable [] bloomFilter;

    private Chunk(ColumnChunk chunk, byte[] file) throws IOException {
      this.chunk = chunk;
      ColumnMetaData metadata = requireNonNull(chunk.getMeta_data());
      this.metadata = metadata;
      if (chunk.isSetOffset_index_offset()) {
        byte[] bytes = range(file, chunk.getOffset_index_offset(), chunk.getOffset_index_length());
        offsetIndex = Util.readOffsetIndex(new ByteArrayInputStream(bytes));
      }
      if (chunk.isSetColumn_index_offset()) {
        columnIndex = range(file, chunk.getColumn_index_offset(), chunk.getColumn_index_length());
      }
      if (metadata.isSetBloom_filter_offset() && metadata.isSetBloom_filter_length()) {
        bloomFilter =
            range(file, metadata.getBloom_filter_offset(), metadata.getBloom_filter_length());
      }
    }

    /** The offset index as it is written; null where there is none. */
    byte @Nullable [] offsetIndexBytes() throws IOException {
      if (offsetIndexBytes != null || offsetIndex == null) {
        return offsetIndexBytes;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Util.writeOffsetIndex(offsetIndex, out);
      return out.toByteArray();
    }

    /** Tells the offset index where data pages are, if it has as many. */
    private void locate(List<PageLocation> pages) {
      List<PageLocation> known =
          offsetIndex == null ? List.of() : requireNonNull(offsetIndex.getPage_locations());
      for (int i = 0; i < known.size() && known.size() == pages.size(); i++) {
        known.get(i).setOffset(pages.get(i).getOffset());
        known.get(i).setCompressed_page_size(pages.get(i).getCompressed_page_size());
      }
    }
  }

  /** A page. */
  static final class Page {
    PageHeader header;
    byte[] body;

    /** What is written instead of the header. */
    byte @Nullable [] headerBytes;

    Page(PageHeader header, byte[] body) {
      this.header = header;
      this.body = body;
    }

    /** Replaces what is stored, and makes sizes and checksum right again. */
    void store(byte[] stored, int decompressedBytes) {
      body = stored;
      header.setCompressed_page_size(stored.length);
      header.setUncompressed_page_size(decompressedBytes);
      if (header.isSetCrc()) {
        CRC32 crc = new CRC32();
        crc.update(stored);
        header.setCrc((int) crc.getValue());
      }
    }

    /** How many bytes before the values are never compressed. */
    int levelBytes() {
      DataPageHeaderV2 page = header.getData_page_header_v2();
      return page == null
          ? 0
          : page.getRepetition_levels_byte_length() + page.getDefinition_levels_byte_length();
    }

    /** The header as it is written. */
    byte[] headerBytes() throws IOException {
      if (headerBytes != null) {
        return headerBytes;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Util.writePageHeader(header, out);
      return out.toByteArray();
    }
  }

  /** Takes a well-formed file apart. */
  static ParquetParts of(byte[] file) throws IOException {
    int footerBytes = footerBytes(file);
    int footerStart = file.length - 8 - footerBytes;
    ParquetParts parts =
        new ParquetParts(
            Util.readFileMetaData(new ByteArrayInputStream(file, footerStart, footerBytes)));
    for (RowGroup group : requireNonNull(parts.footer.getRow_groups())) {
      for (ColumnChunk column : requireNonNull(group.getColumns())) {
        Chunk chunk = new Chunk(column, file);
        long dictionary = chunk.metadata.getDictionary_page_offset();
        long start = dictionary > 0 ? dictionary : chunk.metadata.getData_page_offset();
        int end = Math.toIntExact(start + chunk.metadata.getTotal_compressed_size());
        ByteArrayInputStream in =
            new ByteArrayInputStream(file, Math.toIntExact(start), end - (int) start);
        while (in.available() > 0) {
          PageHeader header = Util.readPageHeader(in);
          chunk.pages.add(new Page(header, in.readNBytes(header.getCompressed_page_size())));
        }
        parts.chunks.add(chunk);
      }
    }
    return parts;
  }

  /** How long a file's footer is. */
  static int footerBytes(byte[] file) {
    int at = file.length - 8;
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  /** The file without its footer; the footer then says where everything lies. */
  ByteArrayOutputStream body() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(MAGIC);
    for (Chunk chunk : chunks) {
      int start = out.size();
      chunk.metadata.unsetDictionary_page_offset();
      List<PageLocation> dataPages = new ArrayList<>();
      for (Page page : chunk.pages) {
        int offset = out.size();
        out.write(page.headerBytes());
        out.write(page.body);
        if (page.header.getType() == PageType.DICTIONARY_PAGE && offset == start) {
          chunk.metadata.setDictionary_page_offset(start);
        } else {
          dataPages.add(new PageLocation(offset, out.size() - offset, 0));
        }
      }
      chunk.metadata.setData_page_offset(
          dataPages.isEmpty() ? start : dataPages.getFirst().getOffset());
      chunk.locate(dataPages);
      chunk.metadata.setTotal_compressed_size(out.size() - start);
    }
    for (Chunk chunk : chunks) {
      if (chunk.columnIndex != null) {
        chunk.chunk.setColumn_index_offset(out.size());
        chunk.chunk.setColumn_index_length(chunk.columnIndex.length);
        out.write(chunk.columnIndex);
      }
      byte[] offsetIndex = chunk.offsetIndexBytes();
      if (offsetIndex != null) {
        chunk.chunk.setOffset_index_offset(out.size());
        chunk.chunk.setOffset_index_length(offsetIndex.length);
        out.write(offsetIndex);
      }
      if (chunk.bloomFilter != null) {
        chunk.metadata.setBloom_filter_offset(out.size());
        chunk.metadata.setBloom_filter_length(chunk.bloomFilter.length);
        out.write(chunk.bloomFilter);
      }
    }
    return out;
  }

  /** The footer as it is stored. */
  byte[] footer() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, out);
    return out.toByteArray();
  }

  /** The whole file. */
  byte[] file() throws IOException {
    return file(body(), footer());
  }

  /** A file of what comes before its footer, and the footer. */
  static byte[] file(ByteArrayOutputStream body, byte[] footer) throws IOException {
    body.write(footer);
    for (int shift = 0; shift < 32; shift += 8) {
      body.write(footer.length >>> shift);
    }
    body.write(MAGIC);
    return body.toByteArray();
  }

  private static byte[] range(byte[] file, long offset, int length) {
    return Arrays.copyOfRange(
        file, Math.toIntExact(offset), Math.addExact(Math.toIntExact(offset), length));
  }
}
