package io.paraflow.reader.parquet;

import org.apache.arrow.vector.types.pojo.Field;

/** A field of the file, as Arrow shows it. */
sealed interface SchemaNode permits LeafNode, StructNode, ListNode {
  /** The Arrow field. */
  Field field();
}
