package io.paraflow.reader.compression;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * What a zstd frame's header says of its size (RFC 8878, section 3.1.1.1).
 *
 * @param windowBytes how far back copies reach; 0 for a frame to be skipped
 * @param contentBytes how many bytes the frame gives; {@link Long#MAX_VALUE} where it does not say
 */
public record ZstdFrame(long windowBytes, long contentBytes) {
  /** The longest header. */
  static final int MAX_HEADER_BYTES = 18;

  private static final int MIN_HEADER_BYTES = 5;
  private static final long MAX_BLOCK_BYTES = 128 << 10;
  private static final long MAX_WINDOW_BYTES = 1L << 48;
  private static final int SLACK_BYTES = 64;

  /**
   * Reads a header.
   *
   * @param address where the frame begins
   * @param length how many of its bytes are in memory
   * @return null where there are fewer than the header has
   * @throws CompressionException CORRUPT when no frame begins like this
   */
  public static @Nullable ZstdFrame of(long address, int length) throws CompressionException {
    if (length < MIN_HEADER_BYTES) {
      return null;
    }
    int magic = RawMemory.getInt(address);
    if (Compression.isSkippableZstd(magic)) {
      return new ZstdFrame(0, 0);
    }
    if (magic != Compression.ZSTD_MAGIC) {
      throw new CompressionException(
          ErrorCode.CORRUPT, "no zstd frame begins with %08x".formatted(magic));
    }
    int descriptor = RawMemory.getByte(address + Integer.BYTES);
    boolean hasWindow = (descriptor & 0x20) == 0;
    int dictionaryBytes = (1 << (descriptor & 3)) >> 1;
    int sizeFlag = descriptor >> 6 & 3;
    int sizeBytes = sizeFlag == 0 && hasWindow ? 0 : 1 << sizeFlag;
    int sizeStart = MIN_HEADER_BYTES + (hasWindow ? 1 : 0) + dictionaryBytes;
    if (length < sizeStart + sizeBytes) {
      return null;
    }
    long content = 0;
    for (int i = 0; i < sizeBytes; i++) {
      content |= (RawMemory.getByte(address + sizeStart + i) & 0xffL) << (8 * i);
    }
    if (sizeBytes == 2) {
      content += 256;
    }
    if (sizeBytes == 0 || content < 0) {
      content = Long.MAX_VALUE;
    }
    return new ZstdFrame(
        Math.min(
            MAX_WINDOW_BYTES,
            hasWindow ? window(RawMemory.getByte(address + MIN_HEADER_BYTES) & 0xff) : content),
        content);
  }

  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >>> 3));
    return base + base / 8 * (descriptor & 7);
  }

  /** The most bytes that a block of the frame gives. */
  int blockBytes() {
    return (int) Math.min(windowBytes, MAX_BLOCK_BYTES);
  }

  /** What the library takes, beside its context, to decompress the frame in pieces. */
  public long streamBytes() {
    long block = blockBytes();
    return block + Math.min(contentBytes, windowBytes + 2 * block + SLACK_BYTES);
  }
}
