package io.paraflow.reader.compression;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.io.BlockReader;

/**
 * A file as it is, from the start of a range on. What lies in the range is read in blocks, or
 * straight into the target where nothing was read ahead; what follows it only when it is asked for,
 * in portions that double.
 */
final class PlainSource implements ByteSource {
  private static final int FIRST_PORTION_BYTES = 64 << 10;
  private static final int LAST_PORTION_BYTES = 8 << 20;

  private final InputFile file;
  private final BlockReader blocks;
  private long remaining;
  private int consumed;
  private long beyond;
  private int portionBytes = FIRST_PORTION_BYTES;

  PlainSource(InputFile file, BlockReader blocks, ByteRange range) {
    this.file = file;
    this.blocks = blocks;
    this.remaining = range.length();
    this.beyond = range.end();
  }

  @Override
  public int read(long target, int capacity) {
    if (remaining == 0) {
      return readBeyond(target, capacity);
    }
    if (consumed == blocks.length()) {
      int wanted = (int) Math.min(capacity, remaining);
      if (blocks.readDirect(target, wanted)) {
        consumed = 0;
        remaining -= wanted;
        return wanted;
      }
      if (!blocks.advance()) {
        return -1;
      }
      consumed = 0;
    }
    int bytes = Math.min(capacity, blocks.length() - consumed);
    RawMemory.copy(blocks.address() + consumed, target, bytes);
    consumed += bytes;
    remaining -= bytes;
    return bytes;
  }

  private int readBeyond(long target, int capacity) {
    int bytes = (int) Math.min(Math.min(capacity, portionBytes), file.length() - beyond);
    if (bytes == 0) {
      return -1;
    }
    file.readFully(beyond, RawMemory.segment(target, bytes));
    beyond += bytes;
    portionBytes = Math.min(2 * portionBytes, LAST_PORTION_BYTES);
    return bytes;
  }

  @Override
  public void close() {
    blocks.close();
  }
}
