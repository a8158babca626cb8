package io.paraflow.reader.compression;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.io.BlockReader;
import java.nio.ByteBuffer;

/** The compressed bytes of a file as one buffer after the other. */
final class CompressedInput implements AutoCloseable {
  private final BlockReader blocks;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  CompressedInput(BlockReader blocks) {
    this.blocks = blocks;
  }

  /**
   * What follows, as a direct buffer whose position the consumer moves; valid until the next call.
   *
   * @return a buffer with at least one byte remaining, or an empty one at the end of the file
   */
  ByteBuffer buffer() {
    while (!buffer.hasRemaining() && blocks.advance()) {
      buffer = RawMemory.segment(blocks.address(), blocks.length()).asByteBuffer();
    }
    return buffer;
  }

  /** What is left of the buffer that {@link #buffer} gave last, if anything. */
  ByteBuffer current() {
    return buffer;
  }

  /** The next byte, from 0 to 255, or -1 at the end of the file. */
  int read() {
    ByteBuffer bytes = buffer();
    return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
  }

  /** How many bytes of the file have been consumed. */
  long position() {
    return blocks.position() + (blocks.length() == 0 ? 0 : buffer.position());
  }

  @Override
  public void close() {
    blocks.close();
  }
}
