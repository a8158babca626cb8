package io.paraflow.core.batch;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Arrow columns with provenance. Exactly one holder owns a batch; passing it on passes ownership;
 * the last holder closes it. Not thread-safe.
 */
public final class Batch implements AutoCloseable {
  private final VectorSchemaRoot root;
  private final Origin origin;
  private final Ordinals ordinals;
  private MapDictionaryProvider dictionaries;

  /**
   * Takes ownership of columns of which none is dictionary-encoded.
   *
   * @param root the columns; all have {@code root.getRowCount()} values
   * @param origin the file they came from
   * @param ordinals each row's position in that file
   */
  public Batch(VectorSchemaRoot root, Origin origin, Ordinals ordinals) {
    this(root, new MapDictionaryProvider(), origin, ordinals);
  }

  /**
   * Takes ownership of columns and dictionaries.
   *
   * @param root the columns; all have {@code root.getRowCount()} values
   * @param dictionaries one for each column that is dictionary-encoded, at any depth
   * @param origin the file they came from
   * @param ordinals each row's position in that file
   */
  public Batch(
      VectorSchemaRoot root, MapDictionaryProvider dictionaries, Origin origin, Ordinals ordinals) {
    this.root = root;
    this.dictionaries = dictionaries;
    this.origin = origin;
    this.ordinals = ordinals;
  }

  /** The columns, still owned by this batch. */
  public VectorSchemaRoot root() {
    return root;
  }

  /** The dictionaries of encoded columns, still owned by this batch. */
  public DictionaryProvider dictionaries() {
    return dictionaries;
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

  /**
   * Bytes of values, indices, offsets and validity in use; not what was allocated for them, and
   * without dictionaries, which batches share.
   */
  public long arrowBytes() {
    long bytes = 0;
    for (FieldVector vector : root.getFieldVectors()) {
      bytes += vector.getBufferSize();
    }
    return bytes;
  }

  /**
   * Keeps some of the rows. This batch is closed, or returned where all rows are kept.
   *
   * @param rows the kept rows, strictly increasing
   * @param count how many elements of {@code rows} count
   * @return the kept rows, owned by the caller
   */
  public Batch keep(int[] rows, int count) {
    if (count == rowCount()) {
      return this;
    }
    try (this) {
      VectorSchemaRoot kept = Rows.copy(root, rows, count);
      return new Batch(kept, takeDictionaries(), origin, ordinals.keep(rows, count));
    }
  }

  /**
   * Keeps the first columns and closes the others.
   *
   * @param count how many columns to keep
   * @return this batch where it has no more columns; otherwise a new one that owns the columns
   */
  public Batch firstColumns(int count) {
    List<FieldVector> vectors = root.getFieldVectors();
    if (count >= vectors.size()) {
      return this;
    }
    vectors.subList(count, vectors.size()).forEach(FieldVector::close);
    List<FieldVector> kept = List.copyOf(vectors.subList(0, count));
    Schema schema =
        new Schema(
            kept.stream().map(FieldVector::getField).toList(),
            root.getSchema().getCustomMetadata());
    return new Batch(
        new VectorSchemaRoot(schema, kept, rowCount()), takeDictionaries(), origin, ordinals);
  }

  private MapDictionaryProvider takeDictionaries() {
    MapDictionaryProvider taken = dictionaries;
    dictionaries = new MapDictionaryProvider();
    return taken;
  }

  /** Releases the memory of columns and dictionaries. */
  @Override
  public void close() {
    root.close();
    dictionaries.close();
  }
}
