package io.paraflow.reader.parquet;

/**
 * What one call for a batch may do in vain before it gives the thread back, as a few bytes of a
 * file can stand for any amount of work. Counted in units that take about a nanosecond.
 */
final class Effort {
  /**
   * To find out that a row group has no row of interest, with a page index of some thousand pages.
   */
  static final int OF_ROW_GROUP = 1 << 24;

  /** To ask a filter about a row, without the bytes that are read for it. */
  static final int OF_ROW = 32;

  private static final int OF_CALL = 1 << 28;

  private long left = OF_CALL;

  /** Begins a call. */
  void renew() {
    left = OF_CALL;
  }

  /** Notes what was done. */
  void spend(long units) {
    left -= units;
  }

  /**
   * Whether nothing more is to be looked for: what was found may need as much, for the other
   * columns to come to it.
   */
  boolean isHalfSpent() {
    return left <= OF_CALL / 2;
  }

  /** Whether the call has to end, with what it has. */
  boolean isSpent() {
    return left <= 0;
  }
}
