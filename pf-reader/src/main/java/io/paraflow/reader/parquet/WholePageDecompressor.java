package io.paraflow.reader.parquet;

/** Decompresses a page that is in memory as a whole also in one go, which is faster. */
interface WholePageDecompressor extends StreamingDecompressor {
  /**
   * Decompresses a page.
   *
   * @return how many bytes it gave; {@code targetBytes}, or the page is corrupt
   */
  long whole(long source, int sourceBytes, long target, int targetBytes, ColumnPlace place);
}
