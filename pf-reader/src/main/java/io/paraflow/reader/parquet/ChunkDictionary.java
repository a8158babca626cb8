package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.jspecify.annotations.Nullable;

/** The dictionary of a chunk that has one. */
final class ChunkDictionary implements AutoCloseable {
  private final ValueDecoder.Context context;
  private final ColumnPlace place;
  private final SpillFile spillFile;
  private final Dictionary dictionary;
  private boolean read;
  private boolean parked;

  /**
   * No dictionary yet.
   *
   * @param spillFile where it goes while there is no memory for it; stays the caller's
   */
  ChunkDictionary(ValueDecoder.Context context, SpillFile spillFile) {
    this.context = context;
    this.place = context.place();
    this.spillFile = spillFile;
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
   * @param window of the chunk, whose input is at the page's start
   */
  void read(PageHeader header, int number, PageWindow window) {
    DictionaryPageHeader page = header.getDictionary_page_header();
    if (page == null || page.getNum_values() < 0 || read) {
      throw place.corrupt("page %d is no dictionary that can be here".formatted(number));
    }
    if (page.getEncoding() != Encoding.PLAIN && page.getEncoding() != Encoding.PLAIN_DICTIONARY) {
      throw place.error(
          ErrorCode.UNSUPPORTED, "a dictionary in encoding " + page.getEncoding() + " is not read");
    }
    window.begin(header.getUncompressed_page_size(), true);
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

  /** Gives its memory up until {@link #unpark}, where the spill file has room for it. */
  void park() {
    if (read && !parked && dictionary.isWorthSpilling()) {
      beginPage(false);
      parked = dictionary.spill(spillFile);
    }
  }

  /** Brings it back into memory. */
  void unpark() {
    if (parked) {
      dictionary.restore();
      parked = false;
    }
  }

  @Override
  public void close() {
    dictionary.close();
  }
}
