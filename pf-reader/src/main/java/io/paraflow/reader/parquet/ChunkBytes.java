package io.paraflow.reader.parquet;

import io.paraflow.core.file.ByteRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Which bytes of a column chunk are wanted.
 *
 * @param all the chunk
 * @param wanted ranges of it in the order of the file, none of which touch
 */
record ChunkBytes(ByteRange all, List<ByteRange> wanted) {
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
