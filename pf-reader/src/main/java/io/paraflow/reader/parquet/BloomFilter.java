package io.paraflow.reader.parquet;

import io.paraflow.core.file.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * A chunk's split-block bloom filter, as the Parquet format specifies it. Of a filter of any size,
 * its header is read and one block for each value in question, and no byte twice. A filter that is
 * malformed, or of a kind that is not known, contains everything.
 */
final class BloomFilter {
  private static final int MAX_HEADER_BYTES = 64;
  private static final int MAX_HEADER_ELEMENTS = 100;
  private static final int BLOCK_BYTES = 32;
  private static final int[] SALT = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private final InputFile file;
  private final BufferAllocator allocator;
  private final long start;
  private final long blockCount;

  /** The filter's first bytes, which were read with the header. */
  private final byte[] first;

  private final Map<Long, byte[]> blocks = new HashMap<>();

  private BloomFilter(
      InputFile file, BufferAllocator allocator, long start, long blockCount, byte[] first) {
    this.file = file;
    this.allocator = allocator;
    this.start = start;
    this.blockCount = blockCount;
    this.first = first;
  }

  /** Whether a chunk may have any of some values, each in PLAIN encoding without a length. */
  static boolean mayContain(
      InputFile file, BufferAllocator allocator, ColumnMetaData chunk, List<byte[]> values) {
    if (values.isEmpty()) {
      return false;
    }
    BloomFilter filter = open(file, allocator, chunk);
    return filter == null || values.stream().anyMatch(filter::mayContain);
  }

  private static @Nullable BloomFilter open(
      InputFile file, BufferAllocator allocator, ColumnMetaData chunk) {
    long at = chunk.getBloom_filter_offset();
    if (!chunk.isSetBloom_filter_offset() || at < Footer.MAGIC.length() || at >= file.length()) {
      return null;
    }
    int most =
        chunk.isSetBloom_filter_length()
            ? Math.clamp(chunk.getBloom_filter_length(), 1, MAX_HEADER_BYTES)
            : MAX_HEADER_BYTES;
    long end = Math.min(file.length(), at + most);
    byte[] head = Footer.read(file, allocator, at, end);
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(head);
      BloomFilterHeader header =
          ThriftReader.read(new BloomFilterHeader(), in, head.length, MAX_HEADER_ELEMENTS);
      long start = at + head.length - in.available();
      int bytes = header.getNumBytes();
      boolean known =
          header.getAlgorithm() != null
              && header.getAlgorithm().isSetBLOCK()
              && header.getHash() != null
              && header.getHash().isSetXXHASH()
              && header.getCompression() != null
              && header.getCompression().isSetUNCOMPRESSED();
      boolean whole = bytes > 0 && bytes % BLOCK_BYTES == 0 && bytes <= file.length() - start;
      return known && whole
          ? new BloomFilter(file, allocator, start, bytes / BLOCK_BYTES, in.readAllBytes())
          : null;
    } catch (IOException e) {
      // What cannot be read excludes nothing.
      return null;
    }
  }

  private boolean mayContain(byte[] value) {
    long hash = XxHash64.hash(value);
    byte[] words = blocks.computeIfAbsent(((hash >>> 32) * blockCount) >>> 32, this::block);
    for (int i = 0; i < SALT.length; i++) {
      int bit = ((int) hash * SALT[i]) >>> 27;
      if ((MemoryUtil.getInt(words, 4 * i) >>> bit & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] block(long index) {
    long at = index * BLOCK_BYTES;
    int known = Math.clamp(first.length - at, 0, BLOCK_BYTES);
    byte[] block = new byte[BLOCK_BYTES];
    System.arraycopy(first, (int) Math.min(at, first.length), block, 0, known);
    if (known < BLOCK_BYTES) {
      byte[] rest = Footer.read(file, allocator, start + at + known, start + at + BLOCK_BYTES);
      System.arraycopy(rest, 0, block, known, rest.length);
    }
    return block;
  }
}
