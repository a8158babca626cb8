package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.io.BlockReader;
import java.io.InputStream;
import java.util.zip.CRC32;

/** The stored bytes of a column chunk, consumed forward; a page's at a time. */
final class ChunkInput implements AutoCloseable {
  private static final int DIRECT_BYTES = 64 << 10;

  private final BlockReader blocks;
  private final ColumnPlace place;
  private final CRC32 crc = new CRC32();
  private boolean checksum;
  private long address;
  private long blockLeft;
  private long chunkLeft;
  private long sectionLeft;

  /**
   * The input at the start of a chunk.
   *
   * @param blocks the chunk's range; closed with this input
   */
  ChunkInput(BlockReader blocks, long bytes, ColumnPlace place) {
    this.blocks = blocks;
    this.place = place;
    this.chunkLeft = bytes;
  }

  /** Bytes of the chunk that are not consumed yet. */
  long chunkLeft() {
    return chunkLeft;
  }

  /** Bytes of the section that are not consumed yet. */
  long sectionLeft() {
    return sectionLeft;
  }

  /**
   * Begins a section: what follows consumes its bytes and no more.
   *
   * @param bytes the length
   */
  void begin(long bytes, boolean withChecksum) {
    if (bytes < 0 || bytes > chunkLeft) {
      throw place.corrupt(
          "a page of " + bytes + " bytes where " + chunkLeft + " bytes of the chunk are left");
    }
    sectionLeft = bytes;
    checksum = withChecksum;
    crc.reset();
  }

  /** The checksum of what was consumed of the section. */
  int checksum() {
    return (int) crc.getValue();
  }

  /** How many bytes of the section lie at {@link #address()}; 0 at its end only. */
  int available() {
    if (sectionLeft == 0) {
      return 0;
    }
    if (blockLeft == 0) {
      if (!blocks.advance()) {
        throw place.error(ErrorCode.TRUNCATED, "the chunk ends within a page");
      }
      address = blocks.address();
      blockLeft = blocks.length();
    }
    return (int) Math.min(blockLeft, sectionLeft);
  }

  /** Where the next bytes are; valid after {@link #available()}. */
  long address() {
    return address;
  }

  /** Consumes bytes that are available. */
  void skip(int bytes) {
    if (checksum) {
      crc.update(RawMemory.segment(address, bytes).asByteBuffer());
    }
    address += bytes;
    blockLeft -= bytes;
    sectionLeft -= bytes;
    chunkLeft -= bytes;
  }

  /** Consumes bytes into memory. */
  void read(long target, long bytes) {
    if (bytes > sectionLeft) {
      throw place.corrupt(bytes + " bytes are needed where the page has " + sectionLeft + " left");
    }
    long done = 0;
    while (done < bytes) {
      long rest = bytes - done;
      if (blockLeft == 0
          && rest >= DIRECT_BYTES
          && blocks.readDirect(target + done, Math.toIntExact(rest))) {
        address = target + done;
        blockLeft = rest;
        skip((int) rest);
        return;
      }
      int n = (int) Math.min(available(), rest);
      RawMemory.copy(address, target + done, n);
      skip(n);
      done += n;
    }
  }

  /** Consumes the rest of the section. */
  void skipSection() {
    while (sectionLeft > 0) {
      skip(available());
    }
  }

  /** The section as a stream. */
  InputStream stream() {
    return new InputStream() {
      @Override
      public int read() {
        if (ChunkInput.this.available() == 0) {
          return -1;
        }
        int b = RawMemory.getByte(address) & 0xff;
        ChunkInput.this.skip(1);
        return b;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        int n = Math.min(ChunkInput.this.available(), length);
        if (n == 0) {
          return length == 0 ? 0 : -1;
        }
        RawMemory.copy(address, target, offset, n);
        ChunkInput.this.skip(n);
        return n;
      }
    };
  }

  @Override
  public void close() {
    blocks.close();
  }
}
