package io.paraflow.reader.parquet;

import org.apache.arrow.memory.BufferAllocator;

/** Decodes the values of pages of one encoding into the builder of their column. */
sealed interface ValueDecoder extends AutoCloseable
    permits FixedColumnDecoder, BitsDecoder, BytesDecoder, BytesAsFixedDecoder, DictionaryDecoder {
  /**
   * Begins a page.
   *
   * @param window at the first byte of the values
   * @param values the most that there can be; fewer where the column has nulls
   */
  void begin(PageWindow window, int values);

  /**
   * Begins a column's turn: other columns were read since its last one, and may have driven what
   * this one needs out of the core's cache.
   *
   * @param values about how many values the turn has
   */
  default void beginTurn(long values) {}

  /**
   * Decodes the next values densely to the builder's end, without committing them.
   *
   * @param values how many; at least 1 and at most {@link ColumnReader#MINI_BATCH}
   * @param byteLimit where to stop: as soon as the values decoded by this call have this many bytes
   * @return how many were decoded, at least 1
   */
  int decode(int values, long byteLimit);

  /**
   * Passes over the next values.
   *
   * @param values how many; at least 1 and at most {@link ColumnReader#MINI_BATCH}
   */
  void skip(int values);

  @Override
  void close();

  /** What decoders of one column share. */
  record Context(
      ColumnPlace place,
      LeafNode leaf,
      ColumnBuilder builder,
      BufferAllocator allocator,
      Scratch scratch) {
    /** Where the byte arrays of a column of them go. */
    BytesBuilder bytes() {
      return builder instanceof DictionaryBuilder dictionary
          ? dictionary.bytes()
          : (BytesBuilder) builder;
    }
  }
}
