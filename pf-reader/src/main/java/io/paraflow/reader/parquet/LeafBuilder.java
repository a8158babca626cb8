package io.paraflow.reader.parquet;

/** Collects the values of a leaf: first those that are there, densely, then spread over slots. */
sealed interface LeafBuilder permits FixedBuilder, BitBuilder, BytesBuilder {
  /** Makes room for slots beyond the present ones. */
  void reserve(int slots);

  /**
   * Takes slots whose values were written densely from the first of them on.
   *
   * @param bits which slots have a value, from bit {@code from} on
   * @param slots how many
   * @param values how many of them have a value
   */
  void commit(long[] bits, int from, int slots, int values);
}
