package io.paraflow.reader.compression;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.Location;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.reader.io.BlockReader;
import org.apache.arrow.memory.BufferAllocator;

/** All frames of a zstd file. */
final class ZstdSource implements ByteSource {
  private final FileInput input;
  private final Location location;
  private final BufferAllocator allocator;
  private final ZstdFrames frames;
  private long decompressed;

  /** The source closes the blocks. */
  ZstdSource(BlockReader blocks, Location location, BufferAllocator allocator) {
    this.input = new FileInput(blocks);
    this.location = location;
    this.allocator = allocator;
    this.frames = new ZstdFrames(allocator);
  }

  @Override
  public int read(long target, int capacity) {
    try {
      int bytes = frames.read(input, target, capacity);
      decompressed += Math.max(0, bytes);
      return bytes;
    } catch (CompressionException e) {
      throw failure(e.code(), String.valueOf(e.getMessage()), e);
    } catch (MemoryShortage e) {
      throw failure(
          ErrorCode.LIMIT_EXCEEDED,
          "a zstd frame whose window brings what is needed to %d MB of memory where this thread has %d MB; raise worker.memory_mb (--memory-mb)"
              .formatted((e.neededBytes() >> 20) + 1, allocator.getLimit() >> 20),
          e);
    }
  }

  private IngestException failure(ErrorCode code, String what, Exception cause) {
    return new IngestException(
        code,
        "%s: %s (near byte %d of the file, %d of the decompressed data)"
            .formatted(location, what, input.position(), decompressed),
        cause);
  }

  @Override
  public void close() {
    frames.close();
    input.close();
  }
}
