package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.io.BlockReader;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** The pages of one column chunk, one after the other: their levels and their values. */
final class ColumnChunkReader implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int MAX_HEADER_ELEMENTS = 1000;
  private static final int MAX_DICTIONARY_HEADER_BYTES = 100;

  private final LeafNode leaf;
  private final ColumnPlace place;
  private final ColumnMetaData chunk;
  private final ValueDecoder.Context context;
  private final InputFile file;
  private final MemoryPlan memory;
  private final Codecs codecs;
  private final ChunkInput input;
  private final PageWindow window;
  private final OffHeap levelBytes;
  private final LevelReader definitions;
  private final LevelReader repetitions;
  private final Dictionary dictionary;
  private final Map<Encoding, ValueDecoder> decoders = new EnumMap<>(Encoding.class);
  private @Nullable ValueDecoder decoder;
  private boolean hasDictionary;
  private boolean dictionaryParked;
  private long dictionaryStart;
  private int dictionaryBytes;
  private int dictionaryPageBytes;
  private boolean pageChecksum;
  private int expectedChecksum;
  private int pageNumber = -1;
  private long valuesLeft;
  private int pageLevelsLeft;
  private final @Nullable PageLocations pages;
  private int nextPage;
  private @Nullable PageHeader nextHeader;

  /**
   * A reader before the first page.
   *
   * @param context the column and where its values go
   * @param chunk what the footer says
   * @param pages where its pages are; null where that is not known
   * @param file where the dictionary is read from again
   * @param input the chunk's bytes; closed with this
   * @param memory how much memory the column may take
   * @param codecs shared with other columns, stays the caller's
   */
  ColumnChunkReader(
      ValueDecoder.Context context,
      ColumnMetaData chunk,
      @Nullable PageLocations pages,
      InputFile file,
      ChunkInput input,
      MemoryPlan memory,
      Codecs codecs) {
    this.context = context;
    this.leaf = context.leaf();
    this.place = context.place();
    this.chunk = chunk;
    this.pages = pages;
    BufferAllocator allocator = context.allocator();
    this.valuesLeft = chunk.getNum_values();
    this.input = input;
    this.file = file;
    this.memory = memory;
    this.codecs = codecs;
    this.window = window(input);
    this.levelBytes = new OffHeap(allocator);
    this.definitions = new LevelReader(place, leaf.levels().definition());
    this.repetitions = new LevelReader(place, leaf.levels().repetition());
    this.dictionary = new Dictionary(allocator);
  }

  /**
   * Where a chunk is in its file.
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

  /** How many levels of the page, or values where there are no levels, are not consumed. */
  int pageLevelsLeft() {
    return pageLevelsLeft;
  }

  /** Notes that levels of the page were consumed. */
  void consume(int levels) {
    pageLevelsLeft -= levels;
    valuesLeft -= levels;
  }

  LevelReader definitions() {
    return definitions;
  }

  LevelReader repetitions() {
    return repetitions;
  }

  /** Decodes the page's values. */
  ValueDecoder values() {
    if (decoder == null) {
      throw new IllegalStateException("no page");
    }
    if (dictionaryParked) {
      readDictionaryAgain();
    }
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
    input.moveTo(pages.offset(page), pages.end(pages.lastInRow(page, wanted, range)));
    PageHeader header = readHeader();
    if (header.getType() == PageType.DICTIONARY_PAGE || header.getType() == PageType.INDEX_PAGE) {
      throw place.corrupt("its offset index has a page of type " + header.getType());
    }
    pageNumber = page;
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
    input.moveTo(start(chunk), end);
    while (input.chunkLeft() > 0) {
      PageHeader header = readHeader();
      if (header.getType() != PageType.DICTIONARY_PAGE && header.getType() != PageType.INDEX_PAGE) {
        throw place.corrupt("its offset index lacks the first page of data");
      }
      pageNumber++;
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
            case DATA_PAGE -> present(header.getData_page_header()).getNum_values();
            case DATA_PAGE_V2 -> present(header.getData_page_header_v2()).getNum_values();
            case DICTIONARY_PAGE, INDEX_PAGE -> -1;
          };
      if (values > target - at) {
        pageNumber--;
        nextHeader = header;
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
      case DATA_PAGE -> beginPage(header, header.getData_page_header());
      case DATA_PAGE_V2 -> beginPage(header, header.getData_page_header_v2());
      case INDEX_PAGE -> {
        input.begin(header.getCompressed_page_size(), false);
        input.skipSection();
      }
    }
  }

  private PageHeader takeHeader() {
    pageNumber++;
    PageHeader header = nextHeader;
    nextHeader = null;
    if (header != null) {
      return header;
    }
    if (input.chunkLeft() == 0) {
      throw place.corrupt(
          "the chunk ends %d values before the %d that the footer gives"
              .formatted(valuesLeft, chunk.getNum_values()));
    }
    return readHeader();
  }

  private PageHeader readHeader() {
    long left = input.chunkLeft();
    input.begin(left, false);
    try {
      PageHeader header =
          ThriftReader.read(
              new PageHeader(),
              input.stream(),
              Math.min(left, MAX_HEADER_BYTES),
              MAX_HEADER_ELEMENTS);
      if (header.getType() == null
          || header.getCompressed_page_size() < 0
          || header.getUncompressed_page_size() < 0) {
        throw new IOException("no type, or negative sizes");
      }
      return header;
    } catch (IOException e) {
      throw place.corrupt(
          "header of page %d at %d bytes before the end of the chunk: %s"
              .formatted(pageNumber + 1, left, e.getMessage()),
          e);
    }
  }

  private void begin(PageHeader header) {
    pageChecksum = header.isSetCrc();
    expectedChecksum = header.getCrc();
    input.begin(header.getCompressed_page_size(), pageChecksum);
  }

  private void readDictionary(PageHeader header) {
    var page = header.getDictionary_page_header();
    if (page == null || page.getNum_values() < 0 || hasDictionary || decoder != null) {
      throw place.corrupt("page %d is no dictionary that can be here".formatted(pageNumber));
    }
    if (page.getEncoding() != Encoding.PLAIN && page.getEncoding() != Encoding.PLAIN_DICTIONARY) {
      throw place.error(
          ErrorCode.UNSUPPORTED, "a dictionary in encoding " + page.getEncoding() + " is not read");
    }
    begin(header);
    dictionaryStart = input.position();
    dictionaryBytes = header.getCompressed_page_size();
    dictionaryPageBytes = header.getUncompressed_page_size();
    window.begin(dictionaryPageBytes, true);
    readDictionary(window, page.getNum_values());
    hasDictionary = true;
    endSection();
  }

  private void readDictionary(PageWindow page, int count) {
    switch (leaf.kind()) {
      case FIXED -> dictionary.readFixed(page, count, leaf);
      case BYTES -> dictionary.readBytes(page, count);
      case BYTES_TO_FIXED -> dictionary.readDecimals(page, count, leaf);
      case BITS -> throw place.corrupt("a dictionary of booleans");
    }
  }

  private void readDictionaryAgain() {
    BlockReader blocks =
        new BlockReader(
            file,
            dictionaryStart,
            dictionaryStart + dictionaryBytes,
            context.allocator(),
            memory.blockBytes());
    try (ChunkInput stored = new ChunkInput(blocks, dictionaryBytes, place);
        PageWindow page = window(stored)) {
      stored.begin(dictionaryBytes, false);
      page.begin(dictionaryPageBytes, true);
      readDictionary(page, dictionary.size());
    }
    dictionaryParked = false;
  }

  private PageWindow window(ChunkInput stored) {
    return new PageWindow(
        place,
        stored,
        present(chunk.getCodec()),
        codecs,
        context.allocator(),
        memory.windowBytes());
  }

  private void beginPage(PageHeader header, @Nullable DataPageHeader page) {
    if (page == null) {
      throw place.corrupt("page %d has no header of its kind".formatted(pageNumber));
    }
    checkCount(page.getNum_values());
    begin(header);
    window.begin(header.getUncompressed_page_size(), true);
    checkWholeSection();
    int count = page.getNum_values();
    boolean packedRepetition = page.getRepetition_level_encoding() == Encoding.BIT_PACKED;
    boolean packedDefinition = page.getDefinition_level_encoding() == Encoding.BIT_PACKED;
    int repetition =
        readLevels(page.getRepetition_level_encoding(), count, 0, leaf.levels().repetition());
    int definition =
        readLevels(
            page.getDefinition_level_encoding(), count, repetition, leaf.levels().definition());
    begin(repetitions, packedRepetition, 0, repetition);
    begin(definitions, packedDefinition, repetition, definition);
    beginValues(present(page.getEncoding()), count);
  }

  /**
   * Copies a page's levels out of the window.
   *
   * @param offset where they go
   * @return how many bytes they have
   */
  private int readLevels(@Nullable Encoding encoding, int count, int offset, int maxLevel) {
    if (maxLevel == 0) {
      return 0;
    }
    int bytes;
    if (encoding == Encoding.BIT_PACKED) {
      bytes = (int) (((long) count * LevelReader.width(maxLevel) + 7) / 8);
    } else if (encoding == Encoding.RLE) {
      window.require(4);
      bytes = RawMemory.getInt(window.position());
      window.skip(4);
    } else {
      throw place.error(ErrorCode.UNSUPPORTED, "levels in encoding " + encoding + " are not read");
    }
    if (bytes < 0 || bytes > window.remaining()) {
      throw place.corrupt(
          "page %d has %d bytes of levels where %d are left"
              .formatted(pageNumber, bytes, window.remaining()));
    }
    levelBytes.reserve(offset + (long) bytes, offset);
    window.read(levelBytes.address() + offset, bytes);
    return bytes;
  }

  private void begin(LevelReader levels, boolean packed, int offset, int bytes) {
    if (packed) {
      levels.beginPacked(levelBytes.address() + offset, bytes);
    } else {
      levels.beginRuns(levelBytes.address() + offset, bytes);
    }
  }

  private void beginPage(PageHeader header, @Nullable DataPageHeaderV2 page) {
    if (page == null) {
      throw place.corrupt("page %d has no header of its kind".formatted(pageNumber));
    }
    checkCount(page.getNum_values());
    int repetition = page.getRepetition_levels_byte_length();
    int definition = page.getDefinition_levels_byte_length();
    long levels = (long) repetition + definition;
    if (repetition < 0
        || definition < 0
        || levels > header.getCompressed_page_size()
        || levels > header.getUncompressed_page_size()) {
      throw place.corrupt(
          "page %d of %d bytes has %d of repetition and %d of definition levels"
              .formatted(pageNumber, header.getCompressed_page_size(), repetition, definition));
    }
    begin(header);
    levelBytes.reserve(levels, 0);
    input.read(levelBytes.address(), levels);
    begin(repetitions, false, 0, repetition);
    begin(definitions, false, repetition, definition);
    boolean compressed = !page.isSetIs_compressed() || page.isIs_compressed();
    window.begin(header.getUncompressed_page_size() - levels, compressed);
    checkWholeSection();
    beginValues(present(page.getEncoding()), page.getNum_values());
  }

  private void checkCount(int count) {
    if (count < 0 || count > valuesLeft) {
      throw place.corrupt(
          "page %d has %d values where %d of the chunk are left"
              .formatted(pageNumber, count, valuesLeft));
    }
  }

  private void beginValues(Encoding encoding, int count) {
    pageLevelsLeft = count;
    ValueDecoder values = decoders.get(encoding);
    if (values == null) {
      values = ValueDecoders.of(encoding, context, window, hasDictionary ? dictionary : null);
      decoders.put(encoding, values);
    }
    decoder = values;
    if (context.builder() instanceof DictionaryBuilder builder) {
      if (values instanceof DictionaryDecoder && !dictionaryParked) {
        builder.beginIndices(dictionary);
      } else {
        builder.beginBytes();
      }
    }
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
    if (pageNumber >= 0) {
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
              .formatted(pageNumber, input.checksum(), expectedChecksum));
    }
    if (input.sectionLeft() == 0) {
      pageChecksum = false;
    }
  }

  /** Whether a page was read. */
  boolean isBegun() {
    return pageNumber >= 0;
  }

  /** Gives up the memory of page and dictionary until the next values are asked for. */
  void park() {
    window.park();
    if (hasDictionary && dictionaryPageBytes <= PageWindow.MAX_PARKED_BYTES) {
      dictionaryParked = true;
      if (context.builder() instanceof DictionaryBuilder builder) {
        builder.beginBytes();
      }
      dictionary.close();
    }
  }

  /** Whether a column's type is the one that its chunk was written with. */
  static void checkType(LeafNode leaf, @Nullable Type type, ColumnPlace place) {
    if (leaf.type() != type) {
      throw place.corrupt("a chunk of %s in a column of %s".formatted(type, leaf.type()));
    }
  }

  @Override
  public void close() {
    decoders.values().forEach(ValueDecoder::close);
    decoders.clear();
    window.close();
    input.close();
    levelBytes.close();
    dictionary.close();
  }
}
