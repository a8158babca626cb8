package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.PageLocation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PageLocationsTest {
  @Test
  void findsPagesByRows() {
    PageLocations pages = locations(100, 0, 150, 10, 200, 25);
    assertNotNull(pages);
    assertEquals(3, pages.count());
    assertEquals(0, pages.pageOf(0));
    assertEquals(0, pages.pageOf(9));
    assertEquals(1, pages.pageOf(10));
    assertEquals(2, pages.pageOf(39));
    assertEquals(3, pages.pageOf(40));
    assertEquals(200, pages.end(1));
    assertEquals(300, pages.end(2));
  }

  @Test
  void tellsHowManyPagesAreReadInARow() {
    PageLocations pages = locations(100, 0, 150, 10, 200, 25);
    assertNotNull(pages);
    RowRanges rows = new RowRanges();
    rows.add(2, 4);
    rows.add(6, 8);
    rows.add(26, 27);
    assertEquals(0, pages.lastInRow(0, rows, 0));
    assertEquals(2, pages.lastInRow(1, rows, 1));
    assertEquals(2, pages.lastInRow(0, RowRanges.all(40), 0));
  }

  @Test
  void refusesWhatCannotBe() {
    assertNull(locations());
    assertNull(locations(99, 0), "before the chunk");
    assertNull(locations(300, 0), "behind the chunk");
    assertNull(locations(100, 1), "the first row is missing");
    assertNull(locations(100, 0, 100, 10), "two pages in one place");
    assertNull(locations(100, 0, 150, 0), "a page without rows");
    assertNull(locations(100, 0, 150, 40), "rows beyond the row group");
    assertNull(locations(100, 0, 150, 20, 200, 10), "rows that go back");
    assertNull(locations(100, 0, 150, Long.MIN_VALUE));
    assertNull(locations(Long.MIN_VALUE, 0));
  }

  /** Pages at these positions with these first rows, in a chunk from 100 to 300 of 40 rows. */
  private static @Nullable PageLocations locations(long... offsetsAndRows) {
    List<PageLocation> pages = new ArrayList<>();
    for (int i = 0; i < offsetsAndRows.length; i += 2) {
      pages.add(new PageLocation(offsetsAndRows[i], 10, offsetsAndRows[i + 1]));
    }
    return PageLocations.of(pages, 100, 300, 40);
  }
}
