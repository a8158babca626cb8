package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.jspecify.annotations.Nullable;

/** The levels of a page, copied to memory of their own. */
final class PageLevels implements AutoCloseable {
  /** Less is not worth being written and read. */
  private static final int LEAST_SPILLED_BYTES = 4 << 10;

  private final ColumnPlace place;
  private final NodeLevels most;
  private final OffHeap bytes;
  private final LevelReader definitions;
  private final LevelReader repetitions;
  private final SpillFile spillFile;
  private SpillFile.@Nullable Spilled spilled;
  private int length;
  private boolean parked;
  private long parkedAddress;

  /**
   * Levels of no page.
   *
   * @param most the greatest levels that there are
   * @param spillFile where they go while there is no memory for them; stays the caller's
   */
  PageLevels(ColumnPlace place, NodeLevels most, BufferAllocator allocator, SpillFile spillFile) {
    this.place = place;
    this.most = most;
    this.spillFile = spillFile;
    this.bytes = new OffHeap(allocator);
    this.definitions = new LevelReader(place, most.definition());
    this.repetitions = new LevelReader(place, most.repetition());
  }

  LevelReader definitions() {
    unpark();
    return definitions;
  }

  LevelReader repetitions() {
    unpark();
    return repetitions;
  }

  /**
   * Reads the levels of a page that is decompressed with them.
   *
   * @param window at the page's start; behind its levels afterwards
   * @param number the page's
   */
  void read(DataPageHeader page, PageWindow window, int number) {
    forget();
    Encoding repetition = page.getRepetition_level_encoding();
    Encoding definition = page.getDefinition_level_encoding();
    int count = page.getNum_values();
    int first = copy(repetition, count, 0, most.repetition(), window, number);
    int second = copy(definition, count, first, most.definition(), window, number);
    begin(repetitions, repetition == Encoding.BIT_PACKED, 0, first);
    begin(definitions, definition == Encoding.BIT_PACKED, first, second);
    length = first + second;
  }

  /** Returns how many bytes of levels there were. */
  private int copy(
      @Nullable Encoding encoding,
      int count,
      int offset,
      int maxLevel,
      PageWindow window,
      int number) {
    if (maxLevel == 0) {
      return 0;
    }
    int own;
    if (encoding == Encoding.BIT_PACKED) {
      own = (int) (((long) count * LevelReader.width(maxLevel) + 7) / 8);
    } else if (encoding == Encoding.RLE) {
      window.require(4);
      own = RawMemory.getInt(window.position());
      window.skip(4);
    } else {
      throw place.error(ErrorCode.UNSUPPORTED, "levels in encoding " + encoding + " are not read");
    }
    if (own < 0 || own > window.remaining()) {
      throw place.corrupt(
          "page %d has %d bytes of levels where %d are left"
              .formatted(number, own, window.remaining()));
    }
    bytes.reserve(offset + (long) own, offset);
    window.read(bytes.address() + offset, own);
    return own;
  }

  /**
   * Reads the levels of a page that come before what is decompressed.
   *
   * @param input at the page's start; behind its levels afterwards
   * @param number the page's
   * @return how many bytes of levels there were
   */
  long read(PageHeader header, DataPageHeaderV2 page, ChunkInput input, int number) {
    forget();
    int repetition = page.getRepetition_levels_byte_length();
    int definition = page.getDefinition_levels_byte_length();
    long all = (long) repetition + definition;
    if (repetition < 0
        || definition < 0
        || all > header.getCompressed_page_size()
        || all > header.getUncompressed_page_size()) {
      throw place.corrupt(
          "page %d of %d bytes has %d of repetition and %d of definition levels"
              .formatted(number, header.getCompressed_page_size(), repetition, definition));
    }
    bytes.reserve(all, 0);
    input.read(bytes.address(), all);
    begin(repetitions, false, 0, repetition);
    begin(definitions, false, repetition, definition);
    length = repetition + definition;
    return all;
  }

  private void begin(LevelReader levels, boolean packed, int offset, int length) {
    if (packed) {
      levels.beginPacked(bytes.address() + offset, length);
    } else {
      levels.beginRuns(bytes.address() + offset, length);
    }
  }

  /** Gives up their memory until they are read on, where the spill file has room for them. */
  void park() {
    if (parked || length < LEAST_SPILLED_BYTES) {
      return;
    }
    if (spilled == null) {
      SpillFile.Spilled copy = spillFile.take(length);
      if (copy == null) {
        return;
      }
      spilled = copy;
      copy.write(0, bytes.address(), length);
    }
    parked = true;
    parkedAddress = bytes.address();
    bytes.close();
  }

  private void unpark() {
    if (!parked || spilled == null) {
      return;
    }
    bytes.reserve(length, 0);
    spilled.read(0, bytes.address(), length);
    definitions.moveBy(bytes.address() - parkedAddress);
    repetitions.moveBy(bytes.address() - parkedAddress);
    parked = false;
  }

  private void forget() {
    parked = false;
    length = 0;
    if (spilled != null) {
      spilled.close();
      spilled = null;
    }
  }

  @Override
  public void close() {
    forget();
    bytes.close();
  }
}
