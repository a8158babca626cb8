package io.paraflow.reader.parquet;

/** Decodes values of a fixed number of bytes as the file has them. */
sealed interface FixedValues extends AutoCloseable
    permits PlainFixed, DeltaIntegers, ByteStreamSplit, BytesAsFixedValues {
  /** Begins a page. */
  void begin(PageWindow window, int values);

  /** Writes the next values to memory; up to 16 bytes beyond them may be overwritten. */
  void decode(long target, int values);

  /** Passes over the next values. */
  void skip(int values);

  @Override
  default void close() {}
}
