package io.paraflow.reader.parquet;

/**
 * Turns a page's stored bytes into its values' bytes: piece by piece, in one go, or either way.
 * Belongs to one column; used for one page after the other.
 */
sealed interface Decompressor extends AutoCloseable
    permits StreamingDecompressor, WholePageDecompressor {
  @Override
  void close();
}
