package io.paraflow.reader.parquet;

/**
 * Decompresses one page to memory of its own, where the page's bytes are read. The target is always
 * that memory: {@link #address()} for the first bytes, then the end of those produced before. Of
 * the bytes before it, the last {@link #historyBytes()} are still there; the room is what those
 * that were not read leave of as many.
 */
interface InPlaceDecompressor extends StreamingDecompressor {
  /** Where the page begins. */
  long address();
}
