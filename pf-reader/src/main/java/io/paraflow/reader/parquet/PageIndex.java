package io.paraflow.reader.parquet;

import io.paraflow.core.file.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TBase;

/**
 * The page index of a row group, as far as there is one: where the pages of columns are, and which
 * rows are in pages that may have a wanted value. An index that is malformed, or too large, counts
 * as none.
 */
final class PageIndex {
  /**
   * What is read of one row group's index, and what columns have of it together: some may name the
   * same bytes.
   */
  private static final int MAX_BYTES = 4 << 20;

  private static final int MAX_ELEMENTS = 1 << 17;

  /** Indexes this close are read at once. */
  private static final int GAP_BYTES = 4 << 10;

  private final InputFile file;
  private final RowGroupMetadata group;
  private final TreeMap<Long, byte[]> content = new TreeMap<>();
  private final Map<Integer, PageLocations> locations = new HashMap<>();
  private RowRanges candidates;
  private int locationBytesLeft = MAX_BYTES;

  private PageIndex(InputFile file, RowGroupMetadata group) {
    this.file = file;
    this.group = group;
    this.candidates = RowRanges.all(group.rows());
  }

  /** No index. */
  static PageIndex none(InputFile file, RowGroupMetadata group) {
    return new PageIndex(file, group);
  }

  /**
   * Reads the index.
   *
   * @param leaves the columns whose pages are asked for
   * @param conditions on columns that have bounds in a known order
   */
  static PageIndex read(
      InputFile file,
      BufferAllocator allocator,
      RowGroupMetadata group,
      List<LeafNode> leaves,
      List<ColumnCondition> conditions) {
    PageIndex index = new PageIndex(file, group);
    index.readContent(allocator, leaves, conditions);
    for (LeafNode leaf : leaves) {
      index.locate(leaf);
    }
    for (ColumnCondition condition : conditions) {
      LeafNode leaf = condition.leaf();
      PageLocations pages = index.locate(leaf);
      if (pages != null) {
        index.narrow(condition, pages, index.bounds(leaf, pages.count()));
      }
    }
    index.content.clear();
    return index;
  }

  /** The rows that may be wanted. */
  RowRanges candidates() {
    return candidates;
  }

  /** The pages of a column; null where that is not known. */
  @Nullable PageLocations locations(LeafNode leaf) {
    return locations.get(leaf.index());
  }

  private record Slice(long offset, int length) {
    long end() {
      return offset + length;
    }
  }

  private @Nullable Slice boundsSlice(ColumnChunk chunk) {
    return chunk.isSetColumn_index_offset() && chunk.isSetColumn_index_length()
        ? slice(chunk.getColumn_index_offset(), chunk.getColumn_index_length())
        : null;
  }

  private @Nullable Slice locationsSlice(ColumnChunk chunk) {
    return chunk.isSetOffset_index_offset() && chunk.isSetOffset_index_length()
        ? slice(chunk.getOffset_index_offset(), chunk.getOffset_index_length())
        : null;
  }

  /** Some bytes of the file; null where they are not, or too many. */
  private @Nullable Slice slice(long offset, int length) {
    return length > 0
            && length <= MAX_BYTES
            && offset >= Footer.MAGIC.length()
            && offset <= file.length() - length
        ? new Slice(offset, length)
        : null;
  }

  /** Reads the bytes of all indexes, those that lie close together at once. */
  private void readContent(
      BufferAllocator allocator, List<LeafNode> leaves, List<ColumnCondition> conditions) {
    List<@Nullable Slice> slices = new ArrayList<>();
    for (ColumnCondition condition : conditions) {
      slices.add(boundsSlice(group.chunk(condition.leaf())));
      slices.add(locationsSlice(group.chunk(condition.leaf())));
    }
    for (LeafNode leaf : leaves) {
      slices.add(locationsSlice(group.chunk(leaf)));
    }
    long budget = MAX_BYTES;
    List<Slice> sorted =
        slices.stream()
            .filter(Objects::nonNull)
            .distinct()
            .sorted(Comparator.comparingLong(Slice::offset))
            .toList();
    for (int i = 0; i < sorted.size(); ) {
      long from = sorted.get(i).offset();
      long to = sorted.get(i).end();
      for (i++; i < sorted.size() && sorted.get(i).offset() <= to + GAP_BYTES; i++) {
        to = Math.max(to, sorted.get(i).end());
      }
      budget -= to - from;
      if (budget < 0) {
        return;
      }
      content.put(from, Footer.read(file, allocator, from, to));
    }
  }

  private @Nullable PageLocations locate(LeafNode leaf) {
    PageLocations known = locations.get(leaf.index());
    if (known != null) {
      return known;
    }
    Slice slice = locationsSlice(group.chunk(leaf));
    if (slice == null || slice.length > locationBytesLeft) {
      return null;
    }
    locationBytesLeft -= slice.length;
    OffsetIndex index = parse(slice, new OffsetIndex());
    if (index == null || index.getPage_locations() == null) {
      return null;
    }
    ColumnMetaData chunk = group.column(leaf);
    long start = ChunkBytes.start(chunk);
    long end = start + chunk.getTotal_compressed_size();
    PageLocations pages = PageLocations.of(index.getPage_locations(), start, end, group.rows());
    if (pages != null) {
      locations.put(leaf.index(), pages);
    }
    return pages;
  }

  private @Nullable ColumnIndex bounds(LeafNode leaf, int pages) {
    ColumnIndex index = parse(boundsSlice(group.chunk(leaf)), new ColumnIndex());
    return index != null
            && index.getNull_pagesSize() == pages
            && index.getMin_valuesSize() == pages
            && index.getMax_valuesSize() == pages
        ? index
        : null;
  }

  private void narrow(
      ColumnCondition condition, PageLocations pages, @Nullable ColumnIndex bounds) {
    if (bounds == null) {
      return;
    }
    RowRanges matching = new RowRanges();
    for (int page = 0; page < pages.count(); page++) {
      if (condition.mayMatch(Bounds.ofPage(bounds, page, condition.leaf()))) {
        matching.add(pages.firstRow(page), pages.firstRow(page + 1));
      }
    }
    candidates = candidates.intersect(matching);
  }

  private <T extends TBase<?, ?>> @Nullable T parse(@Nullable Slice slice, T index) {
    var part = slice == null ? null : content.floorEntry(slice.offset);
    if (slice == null || part == null || part.getValue().length < slice.end() - part.getKey()) {
      return null;
    }
    int from = (int) (slice.offset - part.getKey());
    byte[] bytes = part.getValue();
    try {
      return ThriftReader.read(
          index, new ByteArrayInputStream(bytes, from, slice.length), slice.length, MAX_ELEMENTS);
    } catch (IOException e) {
      // What cannot be read excludes nothing.
      return null;
    }
  }
}
