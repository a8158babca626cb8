package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.error.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/** The pages of one column chunk, one after the other: their levels and their values. */
final class ColumnChunkReader implements AutoCloseable {
  private final LeafNode leaf;
  private final ColumnPlace place;
  private final ColumnMetaData chunk;
  private final ValueDecoder.Context context;
  private final @Nullable PageLocations pages;
  private final boolean storedAgain;
  private final ChunkInput input;
  private final PageHeaders headers;
  private final PageWindow window;
  private final PageLevels levels;
  private final ChunkDictionary dictionary;
  private final Map<Encoding, ValueDecoder> decoders = new EnumMap<>(Encoding.class);
  private @Nullable ValueDecoder decoder;
  private boolean pageChecksum;
  private int expectedChecksum;
  private long valuesLeft;
  private int pageLevelsLeft;
  private int nextPage;

  /** The last of the pages that are wanted without a gap, one of which the last page was. */
  private int lastWanted = -1;

  /**
   * A reader before the first page.
   *
   * @param context the column and where its values go
   * @param chunk what the footer says
   * @param pages where its pages are; null where that is not known
   * @param storedAgain whether stored bytes can be read again without cost
   * @param input the chunk's bytes; closed with this
   * @param memory how much memory the column may take
   * @param codecs shared with other columns, stays the caller's
   */
  ColumnChunkReader(
      ValueDecoder.Context context,
      ColumnMetaData chunk,
      @Nullable PageLocations pages,
      boolean storedAgain,
      ChunkInput input,
      MemoryPlan memory,
      Codecs codecs) {
    this.context = context;
    this.leaf = context.leaf();
    this.place = context.place();
    this.chunk = chunk;
    this.pages = pages;
    this.storedAgain = storedAgain;
    this.valuesLeft = chunk.getNum_values();
    this.input = input;
    this.headers = new PageHeaders(place, input);
    CompressionCodec codec = present(chunk.getCodec());
    BufferAllocator allocator = context.allocator();
    this.window = new PageWindow(place, input, codec, codecs, allocator, memory.windowBytes());
    this.levels = new PageLevels(place, leaf.levels(), allocator, codecs.spillFile());
    this.dictionary = new ChunkDictionary(context, codecs.spillFile());
  }

  /** How many levels of the page, or values where there are no levels, are not consumed. */
  int pageLevelsLeft() {
    return pageLevelsLeft;
  }

  /** Notes that levels of the page were consumed. */
  void consume(int levels) {
    pageLevelsLeft -= levels;
    valuesLeft -= levels;
  }

  /**
   * Begins a turn of the column.
   *
   * @param rows how many rows it may have
   * @param rowsBefore how many the chunk had before, from which their number of values is guessed
   */
  void beginTurn(long rows, long rowsBefore) {
    if (decoder != null && rowsBefore > 0) {
      long valuesBefore = chunk.getNum_values() - valuesLeft;
      decoder.beginTurn((long) ((double) valuesBefore / rowsBefore * rows));
    }
  }

  LevelReader definitions() {
    return levels.definitions();
  }

  LevelReader repetitions() {
    return levels.repetitions();
  }

  /** Decodes the page's values. */
  ValueDecoder values() {
    if (decoder == null) {
      throw new IllegalStateException("no page");
    }
    dictionary.unpark();
    return decoder;
  }

  /** Whether it is known where pages are and which rows they have; pages then begin with a row. */
  boolean isIndexed() {
    return pages != null;
  }

  /** The row after the page by the index; without one, a row beyond all. */
  long pageEndRow() {
    return pages == null ? Long.MAX_VALUE : pages.firstRow(nextPage);
  }

  /**
   * Moves to the next page that has levels or values.
   *
   * @param row the row that it should begin with
   * @param wanted rows that will be read; pages that have none of them are not read ahead
   * @param range the range of them that the next row is in
   * @return false at the end of the chunk
   */
  boolean nextPage(long row, RowRanges wanted, int range) {
    endPage();
    checkRow(row);
    return pages == null ? nextPageInOrder() : nextPageByIndex(pages, wanted, range);
  }

  private boolean nextPageInOrder() {
    while (valuesLeft > 0) {
      beginPage(takeHeader());
      if (pageLevelsLeft > 0) {
        return true;
      }
      endPage();
    }
    return false;
  }

  private boolean nextPageByIndex(PageLocations pages, RowRanges wanted, int range) {
    if (nextPage == pages.count()) {
      return false;
    }
    if (decoder == null) {
      readPagesBefore(pages.offset(0));
    }
    int page = nextPage++;
    if (page > lastWanted) {
      lastWanted = pages.lastInRow(page, wanted, range);
    }
    input.moveTo(pages.offset(page), pages.end(lastWanted));
    PageHeader header = headers.take(page);
    if (header.getType() == PageType.DICTIONARY_PAGE || header.getType() == PageType.INDEX_PAGE) {
      throw place.corrupt("its offset index has a page of type " + header.getType());
    }
    beginPage(header);
    long rows = pages.firstRow(page + 1) - pages.firstRow(page);
    if (pageLevelsLeft < rows || (pageLevelsLeft > rows && leaf.levels().repetition() == 0)) {
      throw place.corrupt(
          "page %d has %d values where its offset index has %d rows"
              .formatted(page, pageLevelsLeft, rows));
    }
    return true;
  }

  /** Reads the dictionary, which comes before the first page of data. */
  private void readPagesBefore(long end) {
    input.moveTo(ChunkBytes.start(chunk), end);
    while (input.chunkLeft() > 0) {
      PageHeader header = headers.take();
      if (header.getType() != PageType.DICTIONARY_PAGE && header.getType() != PageType.INDEX_PAGE) {
        throw place.corrupt("its offset index lacks the first page of data");
      }
      beginPage(header);
      endPage();
    }
  }

  /**
   * Passes over whole pages without reading them, as far as that can be known.
   *
   * @param row the next page's first row
   * @param target the row to come to
   * @return the row that was come to, at most {@code target}
   */
  long skipPages(long row, long target) {
    endPage();
    checkRow(row);
    if (pages != null) {
      nextPage = Math.max(nextPage, pages.pageOf(target));
      return Math.max(row, pages.firstRow(nextPage));
    }
    if (leaf.levels().repetition() > 0) {
      return row;
    }
    long at = row;
    while (valuesLeft > 0) {
      PageHeader header = takeHeader();
      int values =
          switch (present(header.getType())) {
            case DATA_PAGE -> ofItsKind(header.getData_page_header()).getNum_values();
            case DATA_PAGE_V2 -> ofItsKind(header.getData_page_header_v2()).getNum_values();
            case DICTIONARY_PAGE, INDEX_PAGE -> -1;
          };
      if (values > target - at) {
        headers.putBack(header);
        input.begin(0, false);
        return at;
      }
      if (values < 0) {
        beginPage(header);
        endPage();
      } else {
        checkCount(values);
        input.begin(header.getCompressed_page_size(), false);
        input.skipSection();
        valuesLeft -= values;
        at += values;
      }
    }
    return at;
  }

  private void checkRow(long row) {
    if (pages != null && row != pages.firstRow(nextPage)) {
      throw place.corrupt(
          "its page before row %d ends %d rows from where its offset index says"
              .formatted(row, pages.firstRow(nextPage) - row));
    }
  }

  /** Passes over what is left of the page. */
  void skipPage() {
    consume(pageLevelsLeft);
    // One that was read as a whole can be checked nevertheless.
    pageChecksum &= input.sectionLeft() == 0;
    window.skipPage();
  }

  private void beginPage(PageHeader header) {
    switch (present(header.getType())) {
      case DICTIONARY_PAGE -> readDictionary(header);
      case DATA_PAGE -> beginPage(header, ofItsKind(header.getData_page_header()));
      case DATA_PAGE_V2 -> beginPage(header, ofItsKind(header.getData_page_header_v2()));
      case INDEX_PAGE -> {
        input.begin(header.getCompressed_page_size(), false);
        input.skipSection();
      }
    }
  }

  private PageHeader takeHeader() {
    if (!headers.hasNext()) {
      throw place.corrupt(
          "the chunk ends %d values before the %d that the footer gives"
              .formatted(valuesLeft, chunk.getNum_values()));
    }
    return headers.take();
  }

  private void begin(PageHeader header) {
    pageChecksum = header.isSetCrc();
    expectedChecksum = header.getCrc();
    input.begin(header.getCompressed_page_size(), pageChecksum);
  }

  private void readDictionary(PageHeader header) {
    if (decoder != null) {
      throw place.corrupt(
          "page %d is a dictionary behind pages of data".formatted(headers.number()));
    }
    begin(header);
    dictionary.read(header, headers.number(), window);
    endSection();
  }

  private <T> T ofItsKind(@Nullable T header) {
    if (header == null) {
      throw place.corrupt("page %d has no header of its kind".formatted(headers.number()));
    }
    return header;
  }

  private void beginPage(PageHeader header, DataPageHeader page) {
    checkCount(page.getNum_values());
    begin(header);
    window.begin(header.getUncompressed_page_size(), true);
    checkWholeSection();
    levels.read(page, window, headers.number());
    beginValues(present(page.getEncoding()), page.getNum_values());
  }

  private void beginPage(PageHeader header, DataPageHeaderV2 page) {
    checkCount(page.getNum_values());
    begin(header);
    long levelBytes = levels.read(header, page, input, headers.number());
    boolean compressed = !page.isSetIs_compressed() || page.isIs_compressed();
    window.begin(header.getUncompressed_page_size() - levelBytes, compressed);
    checkWholeSection();
    beginValues(present(page.getEncoding()), page.getNum_values());
  }

  private void checkCount(int count) {
    if (count < 0 || count > valuesLeft) {
      throw place.corrupt(
          "page %d has %d values where %d of the chunk are left"
              .formatted(headers.number(), count, valuesLeft));
    }
  }

  private void beginValues(Encoding encoding, int count) {
    pageLevelsLeft = count;
    ValueDecoder values = decoders.get(encoding);
    if (values == null) {
      values = ValueDecoders.of(encoding, context, window, dictionary.values());
      decoders.put(encoding, values);
    }
    decoder = values;
    dictionary.beginPage(values instanceof DictionaryDecoder);
    if (count > 0) {
      values.begin(window, count);
    }
  }

  /** A page that was decompressed as a whole is checked before it is used. */
  private void checkWholeSection() {
    if (input.sectionLeft() == 0) {
      checkSum();
    }
  }

  private void endPage() {
    if (pageLevelsLeft != 0) {
      throw new IllegalStateException(pageLevelsLeft + " levels of the page are left");
    }
    if (headers.number() >= 0) {
      endSection();
    }
  }

  private void endSection() {
    window.end();
    checkSum();
  }

  private void checkSum() {
    if (pageChecksum && input.checksum() != expectedChecksum) {
      throw place.error(
          ErrorCode.CHECKSUM_MISMATCH,
          "page %d has the CRC %08x but its header says %08x"
              .formatted(headers.number(), input.checksum(), expectedChecksum));
    }
    if (input.sectionLeft() == 0) {
      pageChecksum = false;
    }
  }

  /** Whether a page was read. */
  boolean isBegun() {
    return headers.number() >= 0;
  }

  /** Gives up memory until the next values are asked for, where the spill file has room. */
  void park() {
    window.park(storedAgain);
    levels.park();
    dictionary.park();
  }

  @Override
  public void close() {
    decoders.values().forEach(ValueDecoder::close);
    decoders.clear();
    window.close();
    input.close();
    levels.close();
    dictionary.close();
  }
}
