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
 */
public record ReadSpec(
    int maxRows, long maxBytes, List<String> columns, @Nullable RowFilter filter) {
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

  /** All columns and rows. */
  public static ReadSpec all(int maxRows, long maxBytes) {
    return new ReadSpec(maxRows, maxBytes, List.of(), null);
  }
}
