package io.paraflow.reader.parquet;

import io.paraflow.core.file.ExactFilter;
import io.paraflow.core.file.RowFilter;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a row group are read. Columns that a filter looks at are read first, as far ahead
 * as it takes to find the rows of a batch; of the others, only these rows are read. Rows that are
 * not wanted stay where leaving them out would cost more than reading them.
 */
final class RowSelection {
  /** How many rows of the filter's columns are read and looked at together. */
  private static final int STRETCH_ROWS = 4096;

  /** Fewer rows between two wanted ones are read too. */
  private static final int LEAST_GAP_ROWS = 16;

  private final String file;
  private final @Nullable ExactFilter filter;
  private final List<ColumnReader> filterLeaves;
  private final BufferAllocator allocator;
  private final Effort effort;
  private RowRanges candidates = new RowRanges();
  private RowRanges selected = candidates;
  private int range;
  private long row;

  /**
   * A selection without rows.
   *
   * @param filter null to select all candidates
   * @param filterLeaves the columns that the filter looks at, each once
   * @param effort when it is spent, no more rows are selected for now
   */
  RowSelection(
      String file,
      @Nullable RowFilter filter,
      List<ColumnReader> filterLeaves,
      BufferAllocator allocator,
      Effort effort) {
    this.file = file;
    this.filter = filter == null ? null : new ExactFilter(filter);
    this.filterLeaves = List.copyOf(filterLeaves);
    this.allocator = allocator;
    this.effort = effort;
  }

  /** Begins a row group, whose filter columns are open and have read nothing. */
  void begin(RowRanges rows) {
    candidates = rows;
    selected = filter == null ? rows : new RowRanges();
    range = 0;
    row = 0;
    for (ColumnReader leaf : filterLeaves) {
      leaf.choose(candidates, candidates);
    }
  }

  /** The selected rows that are not in a batch yet. */
  RowRanges rows() {
    return selected;
  }

  /** Whether a column is read to select rows. */
  boolean isFilterLeaf(ColumnReader leaf) {
    return filterLeaves.contains(leaf);
  }

  /**
   * Selects rows until there are enough, or there are no more candidates, or the effort is spent.
   *
   * @param wanted how many rows there should be
   * @param byteBudget where to stop once there is a row: when the filter's columns have taken this
   *     many more bytes
   */
  void select(long wanted, long byteBudget) {
    long byteLimit = bytes() + byteBudget;
    while (filter != null
        && selected.rows() < wanted
        && range < candidates.endRange()
        && !effort.isHalfSpent()
        && (selected.rows() == 0 || bytes() < byteLimit)) {
      row = Math.max(row, candidates.from(range));
      long rest = candidates.to(range) - row;
      if (rest == 0) {
        range++;
      } else {
        selectFrom(filter, (int) Math.min(rest, STRETCH_ROWS), byteLimit);
      }
    }
  }

  private long bytes() {
    long bytes = 0;
    for (ColumnReader leaf : filterLeaves) {
      bytes += leaf.bytes();
    }
    return bytes;
  }

  /** Looks at the next rows, at most so many, and at least one if the effort suffices. */
  private void selectFrom(ExactFilter exact, int most, long byteLimit) {
    int from = (int) selected.rows();
    int to = from + most;
    long bytesBefore = bytes();
    for (ColumnReader leaf : filterLeaves) {
      leaf.fill(to, from + 1L, leaf.bytes() + Math.max(0, byteLimit - bytes()));
      to = (int) Math.min(to, leaf.rows());
      if (to == from && effort.isSpent()) {
        return;
      }
      if (to == from) {
        throw leaf.endsEarly();
      }
    }
    effort.spend((long) (to - from) * Effort.OF_ROW + bytes() - bytesBefore);
    RowRanges kept = keep(exact, from, to);
    for (int i = kept.firstRange(); i < kept.endRange(); i++) {
      selected.add(row + kept.from(i) - from, row + kept.to(i) - from);
    }
    row += to - from;
    for (ColumnReader leaf : filterLeaves) {
      leaf.keep(from, to, kept);
    }
  }

  /** The slots of filter columns to keep: wanted ones, and small gaps between them. */
  private RowRanges keep(ExactFilter exact, int from, int to) {
    int count;
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (ColumnReader leaf : filterLeaves) {
        vectors.add(leaf.lend(allocator));
      }
      count = exact.select(new VectorSchemaRoot(vectors), from, to, file);
    } finally {
      vectors.forEach(FieldVector::close);
    }
    int[] rows = exact.rows();
    RowRanges kept = new RowRanges();
    for (int i = 0; i < count; ) {
      int first = rows[i];
      int last = first;
      for (i++; i < count && rows[i] - last <= LEAST_GAP_ROWS; i++) {
        last = rows[i];
      }
      kept.add(first, last + 1);
    }
    return kept;
  }
}
