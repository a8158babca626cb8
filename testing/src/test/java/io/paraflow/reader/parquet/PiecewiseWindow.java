package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A window onto bytes that arrive piece by piece. Every piece moves what is in memory; what lies
 * beyond it is set, as stale bytes of another page would be, and no more of it can be read than a
 * window promises.
 */
final class PiecewiseWindow extends ByteWindow implements AutoCloseable {
  private final byte[] content;
  private final int pieceBytes;
  private final ArrowBuf memory;
  private int arrived;

  PiecewiseWindow(byte[] content, int pieceBytes, BufferAllocator allocator) {
    super(MemoryPage.PLACE);
    this.content = content;
    this.pieceBytes = pieceBytes;
    this.memory = allocator.buffer((long) content.length + RawMemory.SLACK_BYTES);
    reset(memory.memoryAddress(), 0);
  }

  @Override
  long remaining() {
    return (long) available() + content.length - arrived;
  }

  @Override
  int fetch(int wanted) {
    if (available() >= wanted || arrived == content.length) {
      return available();
    }
    int from = arrived - available();
    arrived = Math.min(content.length, Math.max(from + wanted, arrived + pieceBytes));
    int bytes = arrived - from;
    long address = GuardedMemory.last(memory, (long) bytes + RawMemory.SLACK_BYTES);
    RawMemory.fill(memory.memoryAddress(), memory.capacity(), (byte) 0xff);
    RawMemory.copy(content, from, address, bytes);
    reset(address, bytes);
    return available();
  }

  @Override
  public void close() {
    memory.close();
  }
}
