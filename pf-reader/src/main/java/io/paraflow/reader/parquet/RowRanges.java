package io.paraflow.reader.parquet;

/**
 * Rows of a row group, as ascending ranges that do not touch. Rows are added behind the last one
 * and removed from the front; a range keeps its number while others are removed.
 */
final class RowRanges {
  private long[] bounds = new long[16];
  private int first;
  private int end;
  private int removed;
  private long rows;

  /** The rows from 0 on. */
  static RowRanges all(long rows) {
    RowRanges all = new RowRanges();
    all.add(0, rows);
    return all;
  }

  /** How many rows there are. */
  long rows() {
    return rows;
  }

  /** The number of the first range. */
  int firstRange() {
    return removed + first;
  }

  /** The number after the last range. */
  int endRange() {
    return removed + end;
  }

  /** The first row of a range. */
  long from(int range) {
    return bounds[2 * (range - removed)];
  }

  /** The row after a range; the last range can still grow. */
  long to(int range) {
    return bounds[2 * (range - removed) + 1];
  }

  /** The first range that ends after a row. */
  int rangeOf(long row) {
    int low = first;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds[2 * middle + 1] > row) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return removed + low;
  }

  /** Adds rows, none where {@code from} is {@code to}; no row after {@code from} is there yet. */
  void add(long from, long to) {
    if (from == to) {
      return;
    }
    rows += to - from;
    if (end > first && bounds[2 * end - 1] == from) {
      bounds[2 * end - 1] = to;
      return;
    }
    if (end > first && bounds[2 * end - 2] == bounds[2 * end - 1]) {
      first++;
    }
    if (2 * end == bounds.length) {
      makeRoom();
    }
    bounds[2 * end] = from;
    bounds[2 * end + 1] = to;
    end++;
  }

  private void makeRoom() {
    int ranges = end - first;
    long[] target = 4 * ranges > bounds.length ? new long[2 * bounds.length] : bounds;
    System.arraycopy(bounds, 2 * first, target, 0, 2 * ranges);
    bounds = target;
    removed += first;
    first = 0;
    end = ranges;
  }

  /** Removes rows from the front. */
  void removeFirst(long count) {
    rows -= count;
    long left = count;
    while (left > 0) {
      long n = Math.min(left, bounds[2 * first + 1] - bounds[2 * first]);
      bounds[2 * first] += n;
      left -= n;
      if (bounds[2 * first] == bounds[2 * first + 1] && first + 1 < end) {
        first++;
      }
    }
  }

  /** The same rows. */
  RowRanges copy() {
    RowRanges copy = new RowRanges();
    copy.bounds = bounds.clone();
    copy.first = first;
    copy.end = end;
    copy.removed = removed;
    copy.rows = rows;
    return copy;
  }

  /** The rows that are in both. */
  RowRanges intersect(RowRanges other) {
    RowRanges both = new RowRanges();
    int i = firstRange();
    int j = other.firstRange();
    while (i < endRange() && j < other.endRange()) {
      long from = Math.max(from(i), other.from(j));
      long to = Math.min(to(i), other.to(j));
      if (from < to) {
        both.add(from, to);
      }
      if (to(i) < other.to(j)) {
        i++;
      } else {
        j++;
      }
    }
    return both;
  }

  /** Whether the first rows follow one another. */
  boolean isInRow(int count) {
    return bounds[2 * first + 1] - bounds[2 * first] >= count;
  }

  /** The first rows, each by itself, plus a constant. */
  long[] firstRows(int count, long plus) {
    long[] each = new long[count];
    int range = firstRange();
    for (int at = 0; at < count; range++) {
      int n = (int) Math.min(count - at, to(range) - from(range));
      for (int i = 0; i < n; i++) {
        each[at + i] = plus + from(range) + i;
      }
      at += n;
    }
    return each;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int range = firstRange(); range < endRange(); range++) {
      text.append(text.isEmpty() ? "" : " ").append(from(range)).append("..").append(to(range));
    }
    return text.toString();
  }
}
