package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/**
 * A leaf column.
 *
 * @param field the Arrow field
 * @param path the names from the root on, joined by dots
 * @param index its position among the file's leaf columns
 * @param element what the file says of it
 * @param levels where it has slots and values; the definition level is also the greatest one
 * @param isKey whether it is the key of a map, which cannot be null
 * @param kind how it is collected
 * @param conversion from the file's values to Arrow's
 */
record LeafNode(
    Field field,
    String path,
    int index,
    SchemaElement element,
    NodeLevels levels,
    boolean isKey,
    Kind kind,
    Conversion conversion)
    implements SchemaNode {

  /** How values are stored, and how they are collected. */
  enum Kind {
    /** A fixed number of bytes. */
    FIXED,
    /** Single bits. */
    BITS,
    /** Any number of bytes. */
    BYTES,
    /** Any number of bytes in the file, a fixed number in Arrow. */
    BYTES_TO_FIXED
  }

  Type type() {
    return present(element.getType());
  }

  /** Bytes of a value in the file; 0 where that varies. */
  int storedWidth() {
    return conversion.storedWidth();
  }

  /** Bytes of a value in Arrow; 0 where that varies. */
  int arrowWidth() {
    return conversion.arrowWidth();
  }
}
