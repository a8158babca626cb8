package io.paraflow.reader.compression;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Bytes in pieces, each of which ends where its memory does. */
final class PiecewiseInput implements CompressedInput, AutoCloseable {
  private final byte[] bytes;
  private final int pieceBytes;
  private final ArrowBuf piece;
  private int taken;
  private int left;

  /**
   * An input at its start.
   *
   * @param pieceBytes the size of every piece but the last
   */
  PiecewiseInput(byte[] bytes, int pieceBytes, BufferAllocator allocator) {
    this.bytes = bytes;
    this.pieceBytes = pieceBytes;
    this.piece = allocator.buffer(pieceBytes);
  }

  @Override
  public int available() {
    if (left == 0) {
      left = Math.min(pieceBytes, bytes.length - taken);
      RawMemory.copy(bytes, taken, address(), left);
      taken += left;
    }
    return left;
  }

  @Override
  public long address() {
    return GuardedMemory.last(piece, left);
  }

  @Override
  public void skip(int count) {
    if (count < 0 || count > left) {
      throw new IllegalArgumentException(count + " of " + left + " bytes");
    }
    left -= count;
  }

  @Override
  public long position() {
    return (long) taken - left;
  }

  /** Begins anew. */
  void rewind() {
    taken = 0;
    left = 0;
  }

  @Override
  public void close() {
    piece.close();
  }
}
