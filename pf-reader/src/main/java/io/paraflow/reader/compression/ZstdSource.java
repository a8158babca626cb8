package io.paraflow.reader.compression;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.Location;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.io.BlockReader;
import java.nio.ByteBuffer;

/**
 * All frames of a zstd file, skippable ones included, each verified by its checksum where it has
 * one. The window, up to the limit, is native memory of the library and not the allocator's.
 */
final class ZstdSource implements ByteSource {
  private final FileInput input;
  private final Location location;
  private final int windowLogMax;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private boolean inFrame;
  private long decompressed;

  ZstdSource(BlockReader blocks, Location location, int windowLogMax) {
    this.input = new FileInput(blocks);
    this.location = location;
    this.windowLogMax = windowLogMax;
    context.setLongMax(windowLogMax);
  }

  @Override
  public int read(long target, int capacity) {
    ByteBuffer output = RawMemory.segment(target, capacity).asByteBuffer();
    while (output.position() == 0) {
      int before = input.available();
      if (before == 0 && !inFrame) {
        return -1;
      }
      long address = before == 0 ? target : input.address();
      ByteBuffer next = RawMemory.segment(address, before).asByteBuffer();
      inFrame = !decompress(output, next);
      input.skip(next.position());
      if (before == 0 && inFrame && output.position() == 0) {
        throw failure(ErrorCode.TRUNCATED, "ends within a zstd frame");
      }
    }
    decompressed += output.position();
    return output.position();
  }

  private boolean decompress(ByteBuffer output, ByteBuffer next) {
    try {
      return context.decompressDirectByteBufferStream(output, next);
    } catch (ZstdException e) {
      long code = Math.abs(e.getErrorCode());
      if (code == Zstd.errFrameParameterWindowTooLarge()) {
        throw failure(
            ErrorCode.LIMIT_EXCEEDED,
            "has a zstd frame whose window is larger than 2^"
                + windowLogMax
                + " bytes, the limit; raise zstd_window_log to read it");
      }
      if (code == Zstd.errChecksumWrong()) {
        throw failure(ErrorCode.CHECKSUM_MISMATCH, "has a zstd frame whose checksum is wrong");
      }
      if (code == Zstd.errDictionaryWrong()) {
        throw failure(ErrorCode.UNSUPPORTED, "has a zstd frame that needs a dictionary");
      }
      throw failure(ErrorCode.CORRUPT, "has a zstd frame that is corrupt: " + e.getMessage());
    }
  }

  private IngestException failure(ErrorCode code, String what) {
    return new IngestException(
        code,
        "%s %s (near byte %d of the file, %d of the decompressed data)"
            .formatted(location, what, input.position(), decompressed));
  }

  @Override
  public void close() {
    context.close();
    input.close();
  }
}
