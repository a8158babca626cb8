package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.compression.CompressedInput;
import io.paraflow.reader.io.Blocks;
import java.io.InputStream;
import java.util.zip.CRC32;

/** The stored bytes of a column chunk, consumed forward; a page's at a time. */
final class ChunkInput implements CompressedInput, AutoCloseable {
  private static final int DIRECT_BYTES = 64 << 10;

  private final Blocks blocks;
  private final ColumnPlace place;
  private final CRC32 crc = new CRC32();
  private boolean checksum;
  private long address;
  private long blockLeft;
  private long position;
  private long end;
  private long sectionLeft;
  private long consumedBefore;

  /**
   * The input at the start of a chunk.
   *
   * @param blocks the chunk's range; closed with this input
   */
  ChunkInput(Blocks blocks, long bytes, ColumnPlace place) {
    this.blocks = blocks;
    this.place = place;
    this.position = blocks.position();
    this.end = position + bytes;
  }

  ColumnPlace place() {
    return place;
  }

  @Override
  public long position() {
    return position;
  }

  /** Bytes of the chunk that are not consumed yet. */
  long chunkLeft() {
    return end - position;
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
    if (bytes < 0 || bytes > chunkLeft()) {
      throw place.corrupt(
          "a page of " + bytes + " bytes where " + chunkLeft() + " bytes of the chunk are left");
    }
    sectionLeft = bytes;
    checksum = withChecksum;
    crc.reset();
    consumedBefore = 0;
  }

  /**
   * Moves forward between sections. What lies between is not read, unless it was already.
   *
   * @param target a position in the file
   * @param newEnd where the chunk is taken to end: nothing behind is read
   */
  void moveTo(long target, long newEnd) {
    long skipped = target - position;
    if (skipped < 0) {
      throw place.corrupt(
          "a page begins at %d, before the last one ended at %d".formatted(target, position));
    }
    jump(skipped);
    end = newEnd;
    blocks.limit(newEnd);
  }

  private void jump(long bytes) {
    position += bytes;
    if (bytes <= blockLeft) {
      address += bytes;
      blockLeft -= bytes;
    } else {
      blockLeft = 0;
      blocks.moveTo(position);
    }
  }

  /** The checksum of what was consumed of the section. */
  int checksum() {
    return (int) crc.getValue();
  }

  /** How many bytes of the section lie at {@link #address()}; 0 at its end only. */
  @Override
  public int available() {
    if (sectionLeft == 0) {
      return 0;
    }
    if (blockLeft == 0) {
      if (!blocks.advance()) {
        throw place.error(ErrorCode.TRUNCATED, "the chunk ends within a page");
      }
      long before = position - blocks.position();
      if (before < 0) {
        throw new IllegalStateException("bytes that were not asked for, at " + position);
      }
      address = blocks.address() + before;
      blockLeft = blocks.length() - before;
    }
    return (int) Math.min(blockLeft, sectionLeft);
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public void skip(int bytes) {
    if (checksum) {
      int again = (int) Math.min(bytes, consumedBefore);
      consumedBefore -= again;
      crc.update(RawMemory.segment(address + again, bytes - again).asByteBuffer());
    }
    address += bytes;
    blockLeft -= bytes;
    sectionLeft -= bytes;
    position += bytes;
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

  /**
   * Lets the section end earlier for a while.
   *
   * @param bytes at most what the section has left
   * @return what to {@link #widen} it by
   */
  long narrow(long bytes) {
    long after = sectionLeft - bytes;
    sectionLeft = bytes;
    return after;
  }

  /** Undoes {@link #narrow}. */
  void widen(long after) {
    sectionLeft += after;
  }

  /** Takes back what was consumed last of the section; it can be consumed again. */
  void unread(long bytes) {
    if (bytes == 0) {
      return;
    }
    boolean inBlock = blockLeft > 0 && bytes <= address - blocks.address();
    consumedBefore += bytes;
    sectionLeft += bytes;
    position -= bytes;
    if (inBlock) {
      address -= bytes;
      blockLeft += bytes;
    } else {
      release();
    }
  }

  /** Releases memory; reading goes on where it was. */
  void release() {
    blocks.restart(position);
    blockLeft = 0;
  }

  /** Consumes the rest of the section, reading it only for its checksum. */
  void skipSection() {
    while (checksum && sectionLeft > 0) {
      skip(available());
    }
    jump(sectionLeft);
    sectionLeft = 0;
  }

  /** Passes over the rest of the section; there will be no checksum. */
  void dropSection() {
    checksum = false;
    skipSection();
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
