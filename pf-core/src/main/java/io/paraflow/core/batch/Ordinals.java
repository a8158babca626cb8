package io.paraflow.core.batch;

import java.util.Arrays;

/**
 * The position of every row of a batch in its source: row index in a Parquet file, byte offset of
 * the line in decompressed NDJSON, offset in a stream partition. Strictly increasing within a
 * batch.
 */
public sealed interface Ordinals {
  /**
   * The ordinal of one row.
   *
   * @param row from 0 to the batch's row count, exclusive
   */
  long of(int row);

  /**
   * The ordinals of some of the rows.
   *
   * @param rows the kept rows, increasing
   * @param count how many elements of {@code rows} count
   */
  Ordinals keep(int[] rows, int count);

  /** Ordinals that count up from {@code first}. */
  static Ordinals from(long first) {
    return new Consecutive(first);
  }

  /**
   * Ordinals that are listed.
   *
   * @param ordinals one for each row; the array must not change afterwards
   */
  static Ordinals of(long[] ordinals) {
    return new Listed(ordinals);
  }

  /** Consecutive ordinals. */
  record Consecutive(long first) implements Ordinals {
    @Override
    public long of(int row) {
      return first + row;
    }

    @Override
    public Ordinals keep(int[] rows, int count) {
      return new Listed(Arrays.stream(rows, 0, count).mapToLong(this::of).toArray());
    }
  }

  /** Ordinals row by row. */
  @SuppressWarnings("ArrayRecordComponent")
  record Listed(long[] ordinals) implements Ordinals {
    @Override
    public long of(int row) {
      return ordinals[row];
    }

    @Override
    public Ordinals keep(int[] rows, int count) {
      return new Listed(Arrays.stream(rows, 0, count).mapToLong(this::of).toArray());
    }
  }
}
