package io.paraflow.reader.compression;

import io.paraflow.core.memory.RawMemory;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates by the JDK's own zlib: slower, but without memory of the allocator. */
final class JavaInflater implements RawInflater {
  private final Inflater inflater = new Inflater(true);

  @Override
  public void reset() {
    inflater.reset();
  }

  @Override
  public int inflate(ByteBuffer input, long target, int capacity) throws DataFormatException {
    inflater.setInput(input);
    return inflater.inflate(RawMemory.segment(target, capacity).asByteBuffer());
  }

  @Override
  public boolean finished() {
    return inflater.finished();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
