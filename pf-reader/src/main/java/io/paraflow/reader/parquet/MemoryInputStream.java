package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.io.InputStream;

/** Bytes outside of the heap, which stay the caller's. */
final class MemoryInputStream extends InputStream {
  private final long end;
  private long address;

  MemoryInputStream(long address, int bytes) {
    this.address = address;
    this.end = address + bytes;
  }

  @Override
  public int read() {
    return address == end ? -1 : RawMemory.getByte(address++) & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int bytes = (int) Math.min(length, end - address);
    if (bytes == 0) {
      return length == 0 ? 0 : -1;
    }
    RawMemory.copy(address, target, offset, bytes);
    address += bytes;
    return bytes;
  }

  @Override
  public long skip(long bytes) {
    long skipped = Math.clamp(bytes, 0, end - address);
    address += skipped;
    return skipped;
  }
}
