package io.paraflow.reader.parquet;

import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.PageLocation;
import org.jspecify.annotations.Nullable;

/**
 * Where a chunk's data pages are, and which rows they have, by its offset index. Pages begin with a
 * row, and each ends where the next one begins.
 */
final class PageLocations {
  private final long[] offsets;
  private final long[] firstRows;

  /** Both arrays have an element behind the last page's. */
  private PageLocations(long[] offsets, long[] firstRows) {
    this.offsets = offsets;
    this.firstRows = firstRows;
  }

  /**
   * Checks an offset index.
   *
   * @param start where the chunk's first page is, be it of data or not
   * @param end where the chunk ends
   * @param rows how many rows the row group has
   * @return null where the pages are not ascending, or not within the chunk and the row group
   */
  static @Nullable PageLocations of(List<PageLocation> pages, long start, long end, long rows) {
    int count = pages.size();
    long[] offsets = new long[count + 1];
    long[] firstRows = new long[count + 1];
    offsets[count] = end;
    firstRows[count] = rows;
    for (int i = 0; i < count; i++) {
      offsets[i] = pages.get(i).getOffset();
      firstRows[i] = pages.get(i).getFirst_row_index();
    }
    boolean ascending = count > 0 && offsets[0] >= start && firstRows[0] == 0;
    for (int i = 0; i < count && ascending; i++) {
      ascending = offsets[i] < offsets[i + 1] && firstRows[i] < firstRows[i + 1];
    }
    return ascending ? new PageLocations(offsets, firstRows) : null;
  }

  /** How many pages there are. */
  int count() {
    return offsets.length - 1;
  }

  /** Where a page begins in the file. */
  long offset(int page) {
    return offsets[page];
  }

  /** Where a page ends in the file. */
  long end(int page) {
    return offsets[page + 1];
  }

  /** A page's first row in the row group; for {@link #count()}, how many rows there are. */
  long firstRow(int page) {
    return firstRows[page];
  }

  /** The page with a row; {@link #count()} for the row after the last one. */
  int pageOf(long row) {
    int found = Arrays.binarySearch(firstRows, row);
    return found >= 0 ? found : -found - 2;
  }

  /**
   * The last page that is wanted of those that follow one another without a gap.
   *
   * @param page a page that is wanted
   * @param wanted rows, of which those of earlier pages can be missing
   * @param range the first range of them that may reach beyond the page
   */
  int lastInRow(int page, RowRanges wanted, int range) {
    int last = page;
    for (int i = range; i < wanted.endRange() && pageOf(wanted.from(i)) <= last + 1; i++) {
      last = Math.max(last, pageOf(wanted.to(i) - 1));
    }
    return last;
  }
}
