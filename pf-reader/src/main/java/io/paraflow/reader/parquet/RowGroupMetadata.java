package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;

/**
 * What the footer says of a row group.
 *
 * @param rows how many rows it has
 * @param chunks of the leaves that were asked for, by their indices
 */
record RowGroupMetadata(long rows, Map<Integer, ColumnChunk> chunks) {
  /** A leaf's chunk, which was asked for. */
  ColumnChunk chunk(LeafNode leaf) {
    return present(chunks.get(leaf.index()));
  }

  /** What is known of a leaf's chunk, which was asked for. */
  ColumnMetaData column(LeafNode leaf) {
    return present(chunk(leaf).getMeta_data());
  }
}
