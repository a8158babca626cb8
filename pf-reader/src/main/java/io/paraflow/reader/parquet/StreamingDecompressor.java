package io.paraflow.reader.parquet;

/** Turns a page's stored bytes into its values' bytes piece by piece, one page after the other. */
interface StreamingDecompressor extends AutoCloseable {
  /** Instead of a number of bytes: this page is to be decompressed as a whole. */
  int NEEDS_WHOLE_PAGE = -1;

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
   * @return how many; 0 when the input has no more; {@link #NEEDS_WHOLE_PAGE} only from a {@link
   *     WholePageDecompressor}
   */
  int produce(long target, int room);

  /**
   * Consumes what is stored behind the page's last byte, which was produced: checksums, and
   * whatever else gives no bytes.
   *
   * @param scratch where a byte can be written, and {@link
   *     io.paraflow.core.memory.RawMemory#SLACK_BYTES} beyond be overwritten
   * @return whether the input gives no more bytes
   */
  default boolean finish(long scratch) {
    return produce(scratch, 1) == 0;
  }

  /** How many bytes before its target the decompressor reads. */
  default int historyBytes() {
    return 0;
  }

  /** Gives up what was taken for the page. */
  default void end() {}

  @Override
  void close();
}
