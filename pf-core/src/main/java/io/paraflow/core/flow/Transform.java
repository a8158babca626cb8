package io.paraflow.core.flow;

import io.paraflow.core.batch.Batch;

/** A change to one batch at a time: the seam for authors. One instance for each pipeline thread. */
public interface Transform extends AutoCloseable {
  /**
   * Changes a batch.
   *
   * @param in owned by the transform from here on
   * @param errors takes rows that cannot be changed; they are not in the result
   * @return the result, owned by the caller; it may be {@code in} itself and may be empty
   */
  Batch apply(Batch in, RowErrors errors);

  @Override
  default void close() {}
}
