package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;

/** What a row group's chunks will take in memory, as far as the footer tells. */
final class ChunkSizes {
  /** How much better dictionaries are compressed than memory is planned for. */
  private static final int MOST_COMPRESSION = 8;

  private ChunkSizes() {}

  /** About how many bytes the chunk's dictionary takes; 0 where it has none. */
  static long dictionaryBytes(ColumnMetaData chunk) {
    if (!chunk.isSetDictionary_page_offset()) {
      return 0;
    }
    long stored = chunk.getData_page_offset() - chunk.getDictionary_page_offset();
    long others = chunk.getTotal_compressed_size() - stored;
    if (stored <= 0 || others < 0) {
      return 0;
    }
    if (chunk.getCodec() == CompressionCodec.UNCOMPRESSED) {
      return stored;
    }
    long most = Math.max(stored, chunk.getTotal_uncompressed_size() - others);
    return Math.min(most, MOST_COMPRESSION * stored);
  }

  /** About how many bytes it takes to decompress the chunk's pages, beside the pages themselves. */
  static long decompressorBytes(ColumnMetaData chunk) {
    return Math.min(
        Decompressors.usualBytes(present(chunk.getCodec())),
        Math.max(0, chunk.getTotal_uncompressed_size()));
  }

  /** About how many Arrow bytes a row of the chunk has, more where a dictionary expands. */
  static double bytesPerRow(ColumnMetaData chunk, LeafNode leaf, long rows) {
    double values = Math.max(1, chunk.getNum_values());
    double each =
        switch (leaf.kind()) {
          case BITS -> 1.0 / 8;
          case FIXED, BYTES_TO_FIXED -> leaf.arrowWidth();
          case BYTES -> Integer.BYTES + Math.max(0, chunk.getTotal_uncompressed_size()) / values;
        };
    return each * values / Math.max(1, rows);
  }
}
