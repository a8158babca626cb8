package io.paraflow.reader.compression;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.reader.io.BlockReader;
import org.apache.arrow.memory.BufferAllocator;

/** How a whole file is compressed, which its first bytes tell. */
public enum Compression {
  /** As it is. */
  NONE,
  /** RFC 1952: one or more members. */
  GZIP,
  /** RFC 8878: one or more frames, skippable ones included. */
  ZSTD;

  /** The least number of bytes that {@link #of} needs. */
  public static final int MAGIC_BYTES = 4;

  static final int ZSTD_MAGIC = 0xFD2FB528;
  private static final int ZSTD_SKIPPABLE_MAGIC = 0x184D2A50;

  /**
   * The compression of a file.
   *
   * @param head the file's first bytes: at least {@link #MAGIC_BYTES}, fewer only where the file is
   *     shorter
   */
  public static Compression of(byte[] head) {
    if (head.length >= 3 && head[0] == 0x1f && head[1] == (byte) 0x8b && head[2] == 8) {
      return GZIP;
    }
    if (head.length < MAGIC_BYTES) {
      return NONE;
    }
    int magic =
        (head[0] & 0xff)
            | ((head[1] & 0xff) << 8)
            | ((head[2] & 0xff) << 16)
            | ((head[3] & 0xff) << 24);
    return magic == ZSTD_MAGIC || isSkippableZstd(magic) ? ZSTD : NONE;
  }

  /** Whether a frame that begins like this is to be skipped. */
  static boolean isSkippableZstd(int magic) {
    return (magic & ~0xf) == ZSTD_SKIPPABLE_MAGIC;
  }

  /**
   * Begins to read a file.
   *
   * @param file stays the caller's; open until the source is closed
   * @param range where reading begins, which for compressed files is the start, and how far it is
   *     made ahead of need; the source goes on to the file's end
   * @param allocator where blocks of the file, and the decompressor's state, come from
   * @param blockMemoryBytes the most that these blocks may take together
   */
  public ByteSource open(
      InputFile file, ByteRange range, BufferAllocator allocator, long blockMemoryBytes) {
    BlockReader blocks =
        new BlockReader(file, range.start(), range.end(), allocator, blockMemoryBytes);
    return switch (this) {
      case NONE -> new PlainSource(file, blocks, range);
      case GZIP -> new GzipSource(blocks, file.location(), new GzipMembers(allocator));
      case ZSTD -> new ZstdSource(blocks, file.location(), allocator);
    };
  }
}
