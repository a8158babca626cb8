package io.paraflow.reader.parquet;

/**
 * Room for the integers of a mini-batch. All columns of a reader share it, as each is done with it
 * when a call returns: rooms of their own would take up to 64 KB a column, of the heap and, in each
 * turn, of the core's cache.
 */
final class Scratch {
  /** As many as a mini-batch has values. */
  final int[] ints = new int[ColumnReader.MINI_BATCH];

  /** As many as a mini-batch has values. */
  final long[] longs = new long[ColumnReader.MINI_BATCH];
}
