package io.paraflow.indexer.json;

import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Writes values of an extension type as their storage. */
final class ExtensionWriter extends ValueWriter {
  private final ValueWriter storage;

  ExtensionWriter(ValueWriter storage) {
    this.storage = storage;
  }

  @Override
  void bind(FieldVector vector, DictionaryProvider dictionaries) {
    storage.bind(
        (FieldVector) ((ExtensionTypeVector<?>) vector).getUnderlyingVector(), dictionaries);
    askForNulls();
  }

  @Override
  boolean isNullAt(int row) {
    return storage.isNull(row);
  }

  @Override
  long write(int row, long out) {
    return storage.write(row, out);
  }
}
