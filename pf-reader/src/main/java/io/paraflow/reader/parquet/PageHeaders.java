package io.paraflow.reader.parquet;

import java.io.IOException;
import org.apache.parquet.format.PageHeader;
import org.jspecify.annotations.Nullable;

/** Reads the headers of a chunk's pages. */
final class PageHeaders {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_ELEMENTS = 1000;

  private final ColumnPlace place;
  private final ChunkInput input;
  private int number = -1;
  private @Nullable PageHeader next;

  /**
   * Before the first page.
   *
   * @param input stays the caller's, who consumes what follows the headers
   */
  PageHeaders(ColumnPlace place, ChunkInput input) {
    this.place = place;
    this.input = input;
  }

  /** The number of the page whose header was taken last; -1 before the first. */
  int number() {
    return number;
  }

  /** Whether there is another header. */
  boolean hasNext() {
    return next != null || input.chunkLeft() > 0;
  }

  /** Takes the next header. */
  PageHeader take() {
    PageHeader header = next == null ? read() : next;
    next = null;
    number++;
    return header;
  }

  /** Takes the header at the input, of the page of that number. */
  PageHeader take(int page) {
    number = page - 1;
    return take();
  }

  /** Gives the header that was taken last back: it comes next. */
  void putBack(PageHeader header) {
    next = header;
    number--;
  }

  private PageHeader read() {
    long left = input.chunkLeft();
    input.begin(left, false);
    try {
      PageHeader header =
          ThriftReader.read(
              new PageHeader(), input.stream(), Math.min(left, MAX_BYTES), MAX_ELEMENTS);
      if (header.getType() == null
          || header.getCompressed_page_size() < 0
          || header.getUncompressed_page_size() < 0) {
        throw new IOException("no type, or negative sizes");
      }
      return header;
    } catch (IOException e) {
      throw place.corrupt(
          "header of page %d at %d bytes before the end of the chunk: %s"
              .formatted(number + 1, left, e.getMessage()),
          e);
    }
  }
}
