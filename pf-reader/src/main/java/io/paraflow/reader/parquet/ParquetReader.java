package io.paraflow.reader.parquet;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.file.RowFilter.Condition;
import io.paraflow.core.memory.MemoryShortage;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file row group by row group, as far as rows are selected. A batch ends with its row
 * group, at the greatest number of rows, or with the row that reaches its bytes.
 */
final class ParquetReader implements BatchReader {
  private static final int FIRST_SLICE_ROWS = 1024;

  /** The first slice of a row group holds at most this part of a batch. */
  private static final int FIRST_SLICE_PART = 4;

  private final InputFile file;
  private final ReadSpec spec;
  private final BufferAllocator allocator;
  private final Origin origin;
  private final SpillFile spillFile;
  private final Effort effort = new Effort();
  private final Columns columns;
  private final RowGroups groups;
  private final RowSelection selection;

  private RowGroups.@Nullable Open group;
  private double bytesPerRow;
  private boolean failed;

  /**
   * A reader before the first row.
   *
   * @param footer closed with this
   * @param nodes the columns to read, in this order
   * @param filter passes over row groups that have no row of interest
   * @param spillFile for what the memory is too small for; closed with this
   */
  ParquetReader(
      InputFile file,
      ReadSpec spec,
      BufferAllocator allocator,
      Footer footer,
      FileSchema schema,
      List<SchemaNode> nodes,
      RowGroupFilter filter,
      SpillFile spillFile) {
    this.file = file;
    this.spec = spec;
    this.allocator = allocator;
    this.spillFile = spillFile;
    this.origin = new Origin(file.location().toString(), file.version());
    this.columns =
        new Columns(file.location().toString(), nodes, this::keepsDictionary, allocator, effort);
    this.groups =
        new RowGroups(
            file, spec, footer, schema, filter, columns.leaves(), allocator, spillFile, effort);
    this.selection = selection();
  }

  private boolean keepsDictionary(LeafNode leaf) {
    RowFilter conditions = spec.filter();
    boolean filtered = conditions != null && conditions.columns().contains(leaf.path());
    return spec.dictionaries() && !filtered;
  }

  /** Selects rows by the conditions on columns that are read, and not nested. */
  private RowSelection selection() {
    List<Condition> conditions = new ArrayList<>();
    List<ColumnReader> filterLeaves = new ArrayList<>();
    if (spec.filter() != null) {
      for (ColumnReader leaf : columns.leaves()) {
        String column = leaf.leaf().path();
        List<Condition> own =
            spec.filter().conditions().stream()
                .filter(each -> each.column().equals(column))
                .toList();
        if (!own.isEmpty() && leaf.isTopLevel()) {
          conditions.addAll(own);
          filterLeaves.add(leaf);
        }
      }
    }
    return new RowSelection(
        file.location().toString(),
        conditions.isEmpty() ? null : new RowFilter(conditions),
        filterLeaves,
        allocator,
        effort);
  }

  @Override
  public @Nullable Batch next() {
    if (failed) {
      throw new IllegalStateException("this reader has failed");
    }
    failed = true;
    Batch batch;
    try {
      batch = nextBatch();
    } catch (OutOfMemoryException e) {
      throw shortage(file.location().toString(), e);
    }
    failed = false;
    return batch;
  }

  private IngestException shortage(String what, OutOfMemoryException e) {
    long needed = allocator.getLimit();
    if (e instanceof MemoryShortage shortage) {
      needed = shortage.neededBytes();
    }
    List<ColumnReader> leaves = columns.leaves();
    long begun = leaves.stream().filter(ColumnReader::isBegun).count();
    if (begun > 0 && begun < leaves.size()) {
      // Columns that are not begun will need as much as the others.
      needed = needed * leaves.size() / begun;
    }
    if (begun > 0) {
      // Batches and windows grow with the memory.
      needed *= 2;
    }
    return new IngestException(
        ErrorCode.LIMIT_EXCEEDED,
        "%s needs about %d MB of memory where this thread has %d MB: %s. Raise worker.memory_mb (--memory-mb)%s, lower reader.batch_mb (--batch-mb), or read fewer columns (--columns)"
            .formatted(
                what,
                (needed >> 20) + 1,
                allocator.getLimit() >> 20,
                e.getMessage(),
                spillFile.isFull()
                    ? " or reader.parquet.spill_mb (--parquet-spill-mb), as the temporary file is"
                        + " full"
                    : ""),
        e);
  }

  private @Nullable Batch nextBatch() {
    effort.renew();
    while (true) {
      RowGroups.Open open = group != null ? group : openGroup();
      if (open == null) {
        return groups.isEnded() ? null : batchWithoutRows();
      }
      int rows = fillBatch(open.memory());
      if (rows > 0) {
        // Rows beyond the batch move to memory of their own while the batch has the old one.
        columns.makeRoom(2 * columns.bytes());
        return takeBatch(open, rows);
      }
      if (effort.isHalfSpent()) {
        return batchWithoutRows();
      }
      columns.checkEnd(open.rows());
      groups.closeOpen();
      group = null;
    }
  }

  private RowGroups.@Nullable Open openGroup() {
    RowGroups.Open open = groups.openNext();
    if (open == null) {
      return null;
    }
    group = open;
    long batchBytes = open.memory().batchBytes();
    if (bytesPerRow == 0) {
      double rows = batchBytes / (FIRST_SLICE_PART * open.leastRowBytes() + 1);
      bytesPerRow = batchBytes / Math.clamp(rows, 1, FIRST_SLICE_ROWS);
    }
    selection.begin(open.candidates());
    boolean remote = file.latency() == Latency.REMOTE;
    for (ColumnReader leaf : columns.leaves()) {
      if (!selection.isFilterLeaf(leaf)) {
        // Reading ahead of need, from afar, is worth pages of which no row may be selected later.
        leaf.choose(selection.rows(), remote ? open.candidates() : selection.rows());
      }
    }
    groups.readAhead();
    return open;
  }

  /**
   * Reads slices of rows of all columns until a batch is full.
   *
   * @return how many rows the batch has; 0 at the end of the row group, or where the effort is
   *     spent before there is one
   */
  private int fillBatch(MemoryPlan memory) {
    List<ColumnReader> leaves = columns.leaves();
    long maxBytes = memory.batchBytes();
    long most = spec.maxRows();
    long rows = 0;
    long bytes = 0;
    while (rows < most && bytes < maxBytes) {
      double estimate = rows > 0 ? (double) bytes / rows : bytesPerRow;
      long slice =
          (long) Math.min((double) most, (maxBytes - bytes) / Math.max(estimate, 1e-3) + 1);
      long target = Math.min(most, rows + slice);
      long spare = memory.columnBytes() + Math.min(maxBytes, (long) (most * estimate));
      selection.select(target, Math.max(0, 2 * maxBytes - columns.bytes()));
      target = Math.min(target, selection.rows().rows());
      if (target == rows) {
        break;
      }
      long bytesOfAll = columns.bytes();
      for (ColumnReader leaf : leaves) {
        if (selection.isFilterLeaf(leaf)) {
          continue;
        }
        // What all columns have may reach twice the batch before columns stop short of the target.
        long before = leaf.bytes();
        long limit = before + Math.max(0, 2 * maxBytes - bytesOfAll);
        try {
          leaf.fill(target, rows + 1, limit);
        } catch (OutOfMemoryException e) {
          throw shortage("%s, column %s,".formatted(file.location(), leaf.leaf().path()), e);
        }
        if (leaf.rows() <= rows && !effort.isSpent()) {
          throw leaf.endsEarly();
        }
        bytesOfAll += leaf.bytes() - before;
        target = Math.min(target, leaf.rows());
        if (leaves.size() > 1 && allocator.getHeadroom() < spare) {
          leaf.park();
        }
      }
      if (target == rows) {
        break;
      }
      rows = target;
      bytes = columns.bytesOf((int) rows);
    }
    int fitting = bytes > maxBytes ? columns.rowsOf(maxBytes, (int) rows) : (int) rows;
    if (rows > 0) {
      bytesPerRow = (double) bytes / rows;
    }
    return fitting;
  }

  private Batch batchWithoutRows() {
    return new Batch(columns.withoutRows(), origin, Ordinals.from(0));
  }

  private Batch takeBatch(RowGroups.Open open, int rows) {
    MapDictionaryProvider dictionaries = new MapDictionaryProvider();
    VectorSchemaRoot root = columns.take(rows, dictionaries);
    RowRanges selected = selection.rows();
    Ordinals ordinals =
        selected.isInRow(rows)
            ? Ordinals.from(open.firstRow() + selected.from(selected.firstRange()))
            : Ordinals.of(selected.firstRows(rows, open.firstRow()));
    selected.removeFirst(rows);
    return new Batch(root, dictionaries, origin, ordinals);
  }

  @Override
  public long spilledBytes() {
    return spillFile.writtenBytes();
  }

  @Override
  public void close() {
    groups.close();
    columns.close();
    spillFile.close();
  }
}
