package io.paraflow.indexer.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** A buffer for one value after the other. */
final class Texts implements AutoCloseable {
  private final BufferAllocator allocator = new RootAllocator();
  private final OutputBuffer buffer = new OutputBuffer(allocator, 1024);

  /** Writes at an address and returns the address behind. */
  interface Writing {
    long write(OutputBuffer buffer, long out);
  }

  /** What a call writes, over the remains of the call before; must be UTF-8. */
  String of(Writing writing) {
    buffer.clear();
    buffer.end(writing.write(buffer, buffer.ensure(buffer.end(), ValueWriter.FIXED_BYTES)));
    ByteBuffer content = buffer.content();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
  }

  BufferAllocator allocator() {
    return allocator;
  }

  @Override
  public void close() {
    buffer.close();
    allocator.close();
  }
}
