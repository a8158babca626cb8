package io.paraflow.reader.parquet;

import io.paraflow.core.file.ByteRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;

/**
 * Where a column chunk is in its file, and which of its bytes are wanted.
 *
 * @param all the chunk
 * @param wanted ranges of it in the order of the file, none of which touch
 */
record ChunkBytes(ByteRange all, List<ByteRange> wanted) {
  private static final int MAX_DICTIONARY_HEADER_BYTES = 100;

  /**
   * Where a chunk is.
   *
   * @param omitsDictionaryHeader whether the chunk's size may lack its dictionary's header
   */
  static ByteRange range(
      ColumnMetaData chunk, ColumnPlace place, long fileLength, boolean omitsDictionaryHeader) {
    long start = chunk.getNum_values() == 0 ? Footer.MAGIC.length() : start(chunk);
    long bytes = chunk.getNum_values() == 0 ? 0 : chunk.getTotal_compressed_size();
    if (omitsDictionaryHeader) {
      bytes += Math.clamp(fileLength - start - bytes, 0, MAX_DICTIONARY_HEADER_BYTES);
    }
    if (start < 4 || bytes < 0 || start + bytes > fileLength || start + bytes < start) {
      throw place.corrupt(
          "a chunk of %d bytes at %d in a file of %d".formatted(bytes, start, fileLength));
    }
    return new ByteRange(start, start + bytes);
  }

  /** Where a chunk's first page is. */
  static long start(ColumnMetaData chunk) {
    long data = chunk.getData_page_offset();
    long dictionary = chunk.getDictionary_page_offset();
    boolean first = dictionary < data || data < Footer.MAGIC.length();
    return chunk.isSetDictionary_page_offset() && dictionary >= Footer.MAGIC.length() && first
        ? dictionary
        : data;
  }

  static ChunkBytes whole(ByteRange chunk) {
    return new ChunkBytes(chunk, List.of(chunk));
  }

  /** The pages that have some of the rows, and what comes before the first page of data. */
  static ChunkBytes ofPages(ByteRange chunk, PageLocations pages, RowRanges rows) {
    if (pages.offset(0) < chunk.start() || pages.end(pages.count() - 1) > chunk.end()) {
      return whole(chunk);
    }
    List<ByteRange> wanted = new ArrayList<>();
    long start = chunk.start();
    long end = rows.rows() == 0 ? start : pages.offset(0);
    int next = 0;
    for (int range = rows.firstRange(); range < rows.endRange(); range++) {
      next = Math.max(next, pages.pageOf(rows.from(range)));
      for (; next < pages.count() && pages.firstRow(next) < rows.to(range); next++) {
        if (pages.offset(next) > end) {
          add(wanted, start, end);
          start = pages.offset(next);
        }
        end = pages.end(next);
      }
    }
    add(wanted, start, end);
    return new ChunkBytes(chunk, wanted);
  }

  private static void add(List<ByteRange> wanted, long start, long end) {
    if (end > start) {
      wanted.add(new ByteRange(start, end));
    }
  }
}
