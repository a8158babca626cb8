package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.file.InputFile;
import io.paraflow.reader.io.BlockReader;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.jspecify.annotations.Nullable;

/** The dictionary of a chunk that has one; gives its memory up and is read again when needed. */
final class ChunkDictionary implements AutoCloseable {
  private final ValueDecoder.Context context;
  private final ColumnPlace place;
  private final InputFile file;
  private final CompressionCodec codec;
  private final Codecs codecs;
  private final MemoryPlan memory;
  private final Dictionary dictionary;
  private boolean read;
  private boolean parked;
  private long start;
  private int storedBytes;
  private int pageBytes;

  /**
   * No dictionary yet.
   *
   * @param file where it is read from again
   * @param codecs stays the caller's
   */
  ChunkDictionary(
      ValueDecoder.Context context,
      InputFile file,
      CompressionCodec codec,
      Codecs codecs,
      MemoryPlan memory) {
    this.context = context;
    this.place = context.place();
    this.file = file;
    this.codec = codec;
    this.codecs = codecs;
    this.memory = memory;
    this.dictionary = new Dictionary(context.allocator());
  }

  /** Null where none was read. */
  @Nullable Dictionary values() {
    return read ? dictionary : null;
  }

  /**
   * Reads it.
   *
   * @param header its page's
   * @param number its page's
   * @param input at the start of the section that the page is
   */
  void read(PageHeader header, int number, ChunkInput input, PageWindow window) {
    DictionaryPageHeader page = header.getDictionary_page_header();
    if (page == null || page.getNum_values() < 0 || read) {
      throw place.corrupt("page %d is no dictionary that can be here".formatted(number));
    }
    if (page.getEncoding() != Encoding.PLAIN && page.getEncoding() != Encoding.PLAIN_DICTIONARY) {
      throw place.error(
          ErrorCode.UNSUPPORTED, "a dictionary in encoding " + page.getEncoding() + " is not read");
    }
    start = input.position();
    storedBytes = header.getCompressed_page_size();
    pageBytes = header.getUncompressed_page_size();
    window.begin(pageBytes, true);
    readValues(window, page.getNum_values());
    read = true;
  }

  private void readValues(PageWindow page, int count) {
    LeafNode leaf = context.leaf();
    switch (leaf.kind()) {
      case FIXED -> dictionary.readFixed(page, count, leaf);
      case BYTES -> dictionary.readBytes(page, count);
      case BYTES_TO_FIXED -> dictionary.readDecimals(page, count, leaf);
      case BITS -> throw place.corrupt("a dictionary of booleans");
    }
  }

  /** Tells a builder that keeps indices what a page of data has. */
  void beginPage(boolean indices) {
    if (context.builder() instanceof DictionaryBuilder builder) {
      if (indices && !parked) {
        builder.beginIndices(dictionary);
      } else {
        builder.beginBytes();
      }
    }
  }

  /** Gives its memory up until {@link #unpark}, unless it is too large to be read twice. */
  void park() {
    if (read && pageBytes <= PageWindow.MAX_PARKED_BYTES) {
      parked = true;
      beginPage(false);
      dictionary.close();
    }
  }

  /** Reads it again where its memory was given up. */
  void unpark() {
    if (!parked) {
      return;
    }
    BlockReader blocks =
        new BlockReader(file, start, start + storedBytes, context.allocator(), memory.blockBytes());
    try (ChunkInput stored = new ChunkInput(blocks, storedBytes, place);
        PageWindow page =
            new PageWindow(
                place, stored, codec, codecs, context.allocator(), memory.windowBytes())) {
      stored.begin(storedBytes, false);
      page.begin(pageBytes, true);
      readValues(page, dictionary.size());
    }
    parked = false;
  }

  @Override
  public void close() {
    dictionary.close();
  }
}
