package io.paraflow.reader.parquet;

/**
 * Moves values that lie densely to their slots, among which are nulls, from the last one back to
 * the first: in place, and without a branch for each. Two twins do the same work in vectors and
 * value by value. Instances are stateless.
 */
interface NullSpreader {
  /** The faster twin that this process can run. */
  NullSpreader BEST = Vectors.AVAILABLE ? new VectorNullSpreader() : new ScalarNullSpreader();

  /**
   * Gives each slot the value before which there are as many as there are set bits before the slot:
   * its own where its bit is set, otherwise that of a neighbour, or what lies behind the last
   * value.
   *
   * @param bits which slots have a value, from bit 0 on
   * @param slots how many there are
   * @param present how many have a value
   * @param start where the values are and the first slot is; 4 bytes each
   */
  void spreadInts(long[] bits, int slots, int present, long start);

  /**
   * Does the same with 8 bytes each.
   *
   * @see #spreadInts
   */
  void spreadLongs(long[] bits, int slots, int present, long start);
}
