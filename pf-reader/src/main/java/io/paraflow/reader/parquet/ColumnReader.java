package io.paraflow.reader.parquet;

import io.paraflow.core.error.IngestException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.format.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Reads one leaf column: takes levels and values of its pages in mini-batches and appends them to
 * builders: the leaf's own, and those of the lists and structs around it of which it is the first
 * leaf.
 */
final class ColumnReader implements AutoCloseable {
  /** The most levels and values that are decoded at a time. */
  static final int MINI_BATCH = 4096;

  /** A row begins where nothing is repeated. */
  private static final NodeLevels ROW = new NodeLevels(0, 0, 0);

  private final LeafNode leaf;
  private final ColumnPlace place;
  private final ColumnBuilder builder;
  private final LeafBuilder leafBuilder;
  private final List<Enclosing> enclosing = new ArrayList<>();
  private final BufferAllocator allocator;
  private final Scratch scratch;
  private final Effort effort;
  private final boolean repeated;
  private final boolean bare;
  private final Levels levels;
  private final NodeLevels valueLevels;
  private final long[] bits = new long[MINI_BATCH / 64 + 2];
  private final long[] nodeBits = new long[MINI_BATCH / 64 + 2];
  private @Nullable ColumnChunkReader chunk;
  private boolean ended;
  private boolean rowOpen;
  private long rows;
  private RowRanges wanted = new RowRanges();
  private RowRanges readAhead = wanted;
  private int range;
  private long rangeStart;
  private long rangeEnd;
  private long row;

  /** A list or struct around the leaf, of which this column provides levels. */
  sealed interface Enclosing {
    /** A list whose first leaf this is. */
    record OfList(ListNode node, ListBuilder builder) implements Enclosing {}

    /** A list whose first leaf is another one, with which this one is compared. */
    record OfOthersList(ListNode node, ListBorders borders) implements Enclosing {}

    /** A struct whose first leaf this is. */
    record OfStruct(StructNode node, StructBuilder builder) implements Enclosing {}
  }

  ColumnReader(
      LeafNode leaf,
      ColumnPlace place,
      ColumnBuilder builder,
      BufferAllocator allocator,
      Scratch scratch,
      Effort effort) {
    this.leaf = leaf;
    this.place = place;
    this.builder = builder;
    this.leafBuilder = (LeafBuilder) builder;
    this.allocator = allocator;
    this.scratch = scratch;
    this.effort = effort;
    this.levels = new Levels(leaf.levels());
    int definition = leaf.levels().definition();
    this.valueLevels = new NodeLevels(leaf.levels().repetition(), definition, definition);
    this.repeated = leaf.levels().repetition() > 0;
    this.bare = leaf.levels().definition() == 0;
  }

  /** Makes this column one that provides the levels of a node around it. */
  void provide(Enclosing node) {
    enclosing.add(node);
  }

  /**
   * Begins a row group; its builders are empty.
   *
   * @param pages where the chunk's pages are; null where that is not known
   * @param storedAgain whether stored bytes can be read again without cost
   * @param input the chunk's bytes; closed with the chunk
   */
  void open(
      ColumnMetaData metadata,
      @Nullable PageLocations pages,
      boolean storedAgain,
      ChunkInput input,
      MemoryPlan memory,
      Codecs codecs) {
    if (metadata.getType() != leaf.type()) {
      throw place.corrupt(
          "a chunk of %s in a column of %s".formatted(metadata.getType(), leaf.type()));
    }
    chunk =
        new ColumnChunkReader(
            new ValueDecoder.Context(place, leaf, builder, allocator, scratch),
            metadata,
            pages,
            storedAgain,
            input,
            memory,
            codecs);
    levels.from = 0;
    levels.to = 0;
    ended = false;
    rowOpen = false;
    rows = 0;
    row = 0;
    rangeStart = 0;
    rangeEnd = 0;
    range = 0;
  }

  /**
   * Says which rows are read; before the first of the row group is.
   *
   * @param chosen ranges can be added, and removed once their rows were
   * @param ahead the rows whose pages may be read ahead of need; have all of the others
   */
  void choose(RowRanges chosen, RowRanges ahead) {
    wanted = chosen;
    readAhead = ahead;
  }

  LeafNode leaf() {
    return leaf;
  }

  /** Whether the leaf is a column of the table. */
  boolean isTopLevel() {
    return enclosing.isEmpty() && leaf.path().equals(leaf.field().getName());
  }

  /** How many complete rows the builders have. */
  long rows() {
    return rows;
  }

  /** Notes that rows were moved out of the builders. */
  void removeRows(long count) {
    rows -= count;
  }

  /** The bytes in the builders that this column fills. */
  long bytes() {
    long bytes = builder.ownBytes();
    for (Enclosing node : enclosing) {
      bytes +=
          switch (node) {
            case Enclosing.OfList list -> list.builder().ownBytes();
            case Enclosing.OfOthersList _ -> 0;
            case Enclosing.OfStruct struct -> struct.builder().ownBytes();
          };
    }
    return bytes;
  }

  /**
   * Appends the next of the chosen rows.
   *
   * @param target how many complete rows are wanted in all; fewer where no more are chosen, the
   *     chunk ends, or the effort is spent by passing over rows
   * @param atLeast how many complete rows there must be, whatever their size
   * @param byteLimit where to stop otherwise: when the builders have this many bytes
   */
  void fill(long target, long atLeast, long byteLimit) {
    chunk().beginTurn(target - rows, row);
    while (rows < target && (rows < atLeast || bytes() < byteLimit)) {
      if (row == rangeEnd && !nextRange()) {
        return;
      }
      if (row < rangeStart && !skipTo(rangeStart)) {
        return;
      }
      checkRow();
      long before = rows;
      if (levels.from == levels.to && !nextMiniBatch()) {
        if (!rowOpen) {
          return;
        }
        rowOpen = false;
        rows++;
      } else {
        long most = Math.min(target, rows + rangeEnd - row);
        long budget = Math.max(1, byteLimit - bytes());
        if (repeated) {
          appendRepeated(most, budget);
        } else {
          appendSimple((int) Math.min(levels.to - levels.from, most - rows), budget);
        }
      }
      row += rows - before;
    }
  }

  /** Moves to the next row that is chosen; false where there is none yet. */
  private boolean nextRange() {
    range = Math.max(range - 1, wanted.firstRange());
    while (range < wanted.endRange() && wanted.to(range) <= row) {
      range++;
    }
    if (range == wanted.endRange()) {
      return false;
    }
    rangeStart = wanted.from(range);
    rangeEnd = wanted.to(range);
    return true;
  }

  /** Passes over rows; false where the effort is spent before the target. */
  private boolean skipTo(long target) {
    ColumnChunkReader pages = chunk();
    while (row < target) {
      if (effort.isSpent()) {
        return false;
      }
      checkRow();
      if (!rowOpen && !hasLevels()) {
        row = pages.skipPages(row, target);
        if (row == target) {
          return true;
        }
      }
      long rest = restOfPage(pages);
      if (rest > 0 && rest <= target - row) {
        pages.skipPage();
        levels.from = levels.to;
        rowOpen = false;
        row += rest;
      } else if (levels.from < levels.to || nextMiniBatch()) {
        skipLevels(target);
      } else if (rowOpen) {
        rowOpen = false;
        row++;
      } else {
        throw place.corrupt("values end before row %d of the row group".formatted(target));
      }
    }
    return true;
  }

  /** How many rows the page has left, the one that is open included; 0 where that is not known. */
  private long restOfPage(ColumnChunkReader pages) {
    if (!hasLevels()) {
      return 0;
    }
    if (pages.isIndexed()) {
      return pages.pageEndRow() - row;
    }
    return repeated ? 0 : levels.to - levels.from + pages.pageLevelsLeft();
  }

  /** Passes over rows and their values, as far as there are levels. */
  private void skipLevels(long target) {
    int from = levels.from;
    int to = levels.to;
    if (repeated) {
      to = skipRepeated(target);
    } else {
      to = (int) Math.min(to, from + target - row);
      row += to - from;
    }
    effort.spend(to - from);
    int values = levels.countSlots(valueLevels, from, to);
    if (values > 0) {
      values().skip(values);
    }
    levels.from = to;
  }

  /** Passes over levels up to where the target row begins, if it does. */
  private int skipRepeated(long target) {
    int from = levels.from;
    int to = levels.findSlot(ROW, from, levels.to, target - row - (rowOpen ? 1 : 0));
    row += completeRows(from, to);
    if (to < levels.to) {
      rowOpen = false;
      row++;
    }
    return to;
  }

  /** Fails where the page has more rows than the index says. */
  private void checkRow() {
    if (row >= chunk().pageEndRow() && (rowOpen || hasLevels())) {
      throw place.corrupt(
          "a page goes on after row %d, where its offset index lets it end".formatted(row));
    }
  }

  private boolean hasLevels() {
    return levels.from < levels.to || chunk().pageLevelsLeft() > 0;
  }

  /** Shows all rows that the builder has; to be closed before more are read. */
  FieldVector lend(BufferAllocator target) {
    FieldVector vector = leaf.field().createVector(target);
    builder.lend(vector, builder.count());
    return vector;
  }

  /**
   * Keeps some of the rows that the builder has; those before {@code from} and from {@code to} on
   * stay.
   *
   * @param kept rows between the two
   */
  void keep(int from, int to, RowRanges kept) {
    if (kept.rows() == to - from) {
      return;
    }
    RowRanges all = kept.copy();
    all.add(to, builder.count());
    leafBuilder.keep(from, all);
    rows = builder.count();
  }

  /** Whether a page of the row group was read. */
  boolean isBegun() {
    return chunk != null && chunk.isBegun();
  }

  /** Gives up the chunk's memory until more rows are asked for, where the spill file has room. */
  void park() {
    chunk().park();
  }

  /** Values end before rows do. */
  IngestException endsEarly() {
    return place.corrupt("values end at row %d, before the row group".formatted(row));
  }

  /**
   * Fails if the last row was read and the chunk has more levels.
   *
   * @param groupRows how many rows the row group has
   */
  void checkEnd(long groupRows) {
    if (row < groupRows) {
      return;
    }
    if (levels.from < levels.to || (!ended && nextMiniBatch())) {
      throw place.corrupt("more values than the row group has rows");
    }
  }

  private boolean nextMiniBatch() {
    ColumnChunkReader pages = chunk;
    if (pages == null || ended) {
      return false;
    }
    if (pages.pageLevelsLeft() == 0) {
      if (rowOpen && pages.isIndexed()) {
        return false;
      }
      if (!pages.nextPage(row, readAhead, readAhead.rangeOf(row))) {
        ended = true;
        return false;
      }
    }
    int count = Math.min(MINI_BATCH, pages.pageLevelsLeft());
    if (repeated) {
      pages.repetitions().read(levels.repetitions(), count);
    }
    if (!bare) {
      pages.definitions().read(levels.definitions(), count);
    }
    if (!rowOpen && levels.countSlots(ROW, 0, 1) == 0) {
      throw place.corrupt("repetition levels that begin within a row");
    }
    pages.consume(count);
    levels.from = 0;
    levels.to = count;
    return true;
  }

  /** Appends rows without repetition. */
  private void appendSimple(int wanted, long budget) {
    int from = levels.from;
    int n = wanted;
    if (bare) {
      builder.requireRoom(n, place);
      leafBuilder.reserve(n);
      n = values().decode(n, budget);
      leafBuilder.commit(bits, n, n);
    } else {
      levels.validSlots(leaf.levels(), from, from + n, bits);
      n = appendLeaf(n, budget);
    }
    appendEnclosing(from, from + n);
    levels.from += n;
    rows += n;
  }

  /**
   * Appends slots and their values; those that are not null are in {@link #bits}.
   *
   * @return how many slots; fewer when the values reach the budget
   */
  private int appendLeaf(int slots, long budget) {
    int present = Bits.count(bits, slots);
    builder.requireRoom(slots, place);
    leafBuilder.reserve(slots);
    int n = slots;
    if (present > 0) {
      int decoded = values().decode(present, budget);
      if (decoded < present) {
        n = Bits.before(bits, slots, decoded);
        present = decoded;
      }
    }
    if (leaf.isKey() && present < n) {
      throw place.corrupt("a map's key is null");
    }
    leafBuilder.commit(bits, n, present);
    return n;
  }

  private void appendRepeated(long target, long budget) {
    if (endRow()) {
      // The next row is not begun before it is clear that it is wanted: one value may be very
      // large.
      return;
    }
    int from = levels.from;
    int to = levels.findSlot(ROW, from, levels.to, target - rows - (rowOpen ? 1 : 0));
    if (to > from) {
      int slots = levels.validSlots(leaf.levels(), from, to, bits);
      int taken = appendLeaf(slots, budget);
      if (taken < slots) {
        to = levels.findSlot(leaf.levels(), from, to, taken);
      }
      appendEnclosing(from, to);
      rows += completeRows(from, to);
      levels.from = to;
    }
    endRow();
  }

  /** Ends the row that is open where the next one is seen to begin. */
  private boolean endRow() {
    int at = levels.from;
    if (!rowOpen || at == levels.to || levels.countSlots(ROW, at, at + 1) == 0) {
      return false;
    }
    rowOpen = false;
    rows++;
    return true;
  }

  /** How many rows end where another one begins; the last that begins stays open. */
  private int completeRows(int from, int to) {
    int begun = levels.countSlots(ROW, from, to);
    if (begun == 0) {
      return 0;
    }
    int complete = begun - (rowOpen ? 0 : 1);
    rowOpen = true;
    return complete;
  }

  private void appendEnclosing(int from, int to) {
    for (Enclosing node : enclosing) {
      switch (node) {
        case Enclosing.OfStruct(StructNode struct, StructBuilder target) -> {
          int structs = levels.validSlots(struct.levels(), from, to, nodeBits);
          target.requireRoom(structs, place);
          target.append(nodeBits, structs);
        }
        case Enclosing.OfList(ListNode list, ListBuilder target) -> {
          int lists = levels.validSlots(list.levels(), from, to, nodeBits);
          target.requireRoom(lists, place);
          target.append(levels, list, from, to, nodeBits, lists);
        }
        case Enclosing.OfOthersList(ListNode list, ListBorders borders) ->
            borders.add(levels, list, from, to);
      }
    }
  }

  private ValueDecoder values() {
    return chunk().values();
  }

  private ColumnChunkReader chunk() {
    if (chunk == null) {
      throw new IllegalStateException("no row group is open");
    }
    return chunk;
  }

  /** Ends the row group; what the builders have stays. */
  @Override
  public void close() {
    if (chunk != null) {
      chunk.close();
      chunk = null;
    }
  }
}
