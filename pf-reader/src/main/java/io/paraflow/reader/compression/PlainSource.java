package io.paraflow.reader.compression;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.io.BlockReader;

/** A file as it is; read straight into the target where nothing was read ahead. */
final class PlainSource implements ByteSource {
  private final BlockReader blocks;
  private long remaining;
  private int consumed;

  PlainSource(BlockReader blocks, long length) {
    this.blocks = blocks;
    this.remaining = length;
  }

  @Override
  public int read(long target, int capacity) {
    if (remaining == 0) {
      return -1;
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

  @Override
  public void close() {
    blocks.close();
  }
}
