package io.paraflow.reader.parquet;

/** A mini-batch of levels, in the order of the file. */
final class Levels {
  /** Definition levels. */
  final int[] definitions = new int[ColumnReader.MINI_BATCH];

  /** Repetition levels. */
  final int[] repetitions = new int[ColumnReader.MINI_BATCH];

  /** The first one that is not consumed. */
  int from;

  /** After the last one. */
  int to;
}
