package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A window onto bytes that arrive piece by piece. Every piece moves what is in memory, and what
 * lies beyond it is set, as stale bytes of another page would be.
 */
final class PiecewiseWindow extends ByteWindow implements AutoCloseable {
  static final ColumnPlace PLACE = new ColumnPlace("memory://test/file.parquet", "column");

  private final byte[] content;
  private final int pieceBytes;
  private final ArrowBuf memory;
  private final int half;
  private int arrived;
  private boolean second;

  PiecewiseWindow(byte[] content, int pieceBytes, BufferAllocator allocator) {
    super(PLACE);
    this.content = content;
    this.pieceBytes = pieceBytes;
    this.half = content.length + RawMemory.SLACK_BYTES;
    this.memory = allocator.buffer(2L * half);
    reset(memory.memoryAddress(), 0);
  }

  @Override
  long remaining() {
    return (long) available() + content.length - arrived;
  }

  @Override
  int fetch(int bytes) {
    if (available() >= bytes || arrived == content.length) {
      return available();
    }
    int from = arrived - available();
    arrived = Math.min(content.length, Math.max(from + bytes, arrived + pieceBytes));
    second = !second;
    long address = memory.memoryAddress() + (second ? half : 0);
    RawMemory.fill(address, half, (byte) 0xff);
    RawMemory.copy(content, from, address, arrived - from);
    reset(address, arrived - from);
    return available();
  }

  @Override
  public void close() {
    memory.close();
  }
}
