package io.paraflow.reader.parquet;

/**
 * Turns a page's stored bytes into its values' bytes, piece by piece. Belongs to one column; used
 * for one page after the other.
 */
interface Decompressor extends AutoCloseable {
  /**
   * Begins a page.
   *
   * @param input the section to decompress
   * @param bytes what it decompresses to
   */
  void begin(ChunkInput input, long bytes);

  /**
   * Produces the next bytes.
   *
   * @param target where they go; the last {@link #historyBytes()} bytes of the page lie before it
   * @param room at least 1 byte that can be written; up to {@link
   *     io.paraflow.core.memory.RawMemory#SLACK_BYTES} beyond may be overwritten
   * @return how many; 0 when the input has no more
   */
  int produce(long target, int room);

  /** How many bytes before its target the decompressor reads. */
  default int historyBytes() {
    return 0;
  }

  /** Whether pages that are in memory as a whole are decompressed by {@link #whole}. */
  default boolean takesWholePages() {
    return false;
  }

  /** Whether pages can only be decompressed by {@link #whole}. */
  default boolean needsWholePages() {
    return false;
  }

  /**
   * Decompresses a page in one go.
   *
   * @return how many bytes it gave; {@code targetBytes}, or the page is corrupt
   */
  default long whole(long source, int sourceBytes, long target, int targetBytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  void close();
}
