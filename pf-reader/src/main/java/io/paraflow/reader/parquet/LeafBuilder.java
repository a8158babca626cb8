package io.paraflow.reader.parquet;

/** Collects the values of a leaf: first those that are there, densely, then spread over slots. */
sealed interface LeafBuilder permits FixedBuilder, BitBuilder, BytesBuilder, DictionaryBuilder {
  /** Makes room for slots beyond the present ones. */
  void reserve(int slots);

  /**
   * Takes slots whose values were written densely from the first of them on.
   *
   * @param bits which slots have a value, from bit 0 on
   * @param slots how many
   * @param values how many of them have a value
   */
  void commit(long[] bits, int slots, int values);

  /**
   * Keeps some of the slots.
   *
   * @param from those before are all kept
   * @param kept which of the others are
   */
  void keep(int from, RowRanges kept);
}
