package io.paraflow.core.file;

/**
 * What reading a file has cost its store so far.
 *
 * @param requests reads that were asked of the store, opening and repeated ones included
 * @param bytes bytes that were received
 */
public record ReadCounts(long requests, long bytes) {
  /** Nothing was asked yet. */
  public static final ReadCounts NONE = new ReadCounts(0, 0);
}
