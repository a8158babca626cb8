package io.paraflow.core.file;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to read from a file, and in what portions.
 *
 * @param maxRows a batch holds at most this many rows; at least 1
 * @param maxBytes a batch is closed when its Arrow bytes reach this; at least 1. One record that is
 *     larger makes a batch of its own
 * @param columns the top-level columns to read, in this order; empty means all, in the file's order
 * @param filter lets a reader skip rows that cannot match; it need not skip any, as the engine
 *     filters exactly. Null means all rows
 * @param range only the rows whose first byte lies in it: the line's in NDJSON, the row group's in
 *     Parquet. So ranges that cover a file without overlap give each of its rows once, wherever
 *     they meet; and ordinals stay those of the whole file. A file that cannot be entered in the
 *     middle, as it is compressed, lies wholly in the range that has byte 0
 * @param dictionaries whether columns may come as indices into a dictionary, where the file has
 *     them so; those that the filter looks at never do
 */
public record ReadSpec(
    int maxRows,
    long maxBytes,
    List<String> columns,
    @Nullable RowFilter filter,
    ByteRange range,
    boolean dictionaries) {
  /** Checks the ranges. */
  public ReadSpec {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows must be at least 1 but is " + maxRows);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1 but is " + maxBytes);
    }
    columns = List.copyOf(columns);
  }

  /** What to read from a whole file, without dictionaries. */
  public ReadSpec(int maxRows, long maxBytes, List<String> columns, @Nullable RowFilter filter) {
    this(maxRows, maxBytes, columns, filter, ByteRange.ALL, false);
  }

  /** The same of another range. */
  public ReadSpec of(ByteRange part) {
    return new ReadSpec(maxRows, maxBytes, columns, filter, part, dictionaries);
  }

  /** The same with or without dictionaries. */
  public ReadSpec withDictionaries(boolean allowed) {
    return new ReadSpec(maxRows, maxBytes, columns, filter, range, allowed);
  }

  /** The same with other columns. */
  public ReadSpec withColumns(List<String> others) {
    return new ReadSpec(maxRows, maxBytes, others, filter, range, dictionaries);
  }

  /** All columns and rows. */
  public static ReadSpec all(int maxRows, long maxBytes) {
    return new ReadSpec(maxRows, maxBytes, List.of(), null);
  }
}
