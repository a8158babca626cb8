package io.paraflow.reader.compression;

import io.paraflow.reader.io.BlockReader;

/** The compressed bytes of a file. */
final class FileInput implements CompressedInput, AutoCloseable {
  private final BlockReader blocks;
  private int consumed;

  /** The input closes the blocks. */
  FileInput(BlockReader blocks) {
    this.blocks = blocks;
  }

  @Override
  public int available() {
    if (consumed == blocks.length()) {
      consumed = 0;
      blocks.advance();
    }
    return blocks.length() - consumed;
  }

  @Override
  public long address() {
    return blocks.address() + consumed;
  }

  @Override
  public void skip(int bytes) {
    consumed += bytes;
  }

  @Override
  public long position() {
    return blocks.position() + consumed;
  }

  @Override
  public void close() {
    blocks.close();
  }
}
