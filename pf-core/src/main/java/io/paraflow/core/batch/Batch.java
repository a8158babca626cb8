package io.paraflow.core.batch;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Arrow columns with provenance. Exactly one holder owns a batch; passing it on passes ownership;
 * the last holder closes it. Not thread-safe.
 */
public final class Batch implements AutoCloseable {
  private final VectorSchemaRoot root;
  private final Origin origin;
  private final Ordinals ordinals;

  /**
   * Takes ownership of the columns.
   *
   * @param root the columns; all have {@code root.getRowCount()} values
   * @param origin the file they came from
   * @param ordinals each row's position in that file
   */
  public Batch(VectorSchemaRoot root, Origin origin, Ordinals ordinals) {
    this.root = root;
    this.origin = origin;
    this.ordinals = ordinals;
  }

  /** The columns, still owned by this batch. */
  public VectorSchemaRoot root() {
    return root;
  }

  /** The file that the rows came from. */
  public Origin origin() {
    return origin;
  }

  /** Each row's position in its file. */
  public Ordinals ordinals() {
    return ordinals;
  }

  /** How many rows there are. */
  public int rowCount() {
    return root.getRowCount();
  }

  /** Bytes of values, offsets and validity in use; not what was allocated for them. */
  public long arrowBytes() {
    long bytes = 0;
    for (FieldVector vector : root.getFieldVectors()) {
      bytes += vector.getBufferSize();
    }
    return bytes;
  }

  /** Releases the columns' memory. */
  @Override
  public void close() {
    root.close();
  }
}
