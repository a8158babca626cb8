package io.paraflow.reader.compression;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.NativeMemory;
import io.paraflow.core.memory.RawMemory;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses zstd frames (RFC 8878), one after the other, skippable ones included, each verified
 * by its checksum where it has one. What the library allocates, which is a frame's window most of
 * all, is counted as the allocator's before it is. Used by one thread.
 */
public final class ZstdFrames implements AutoCloseable {
  /** What the library takes before it knows of any frame; 96,016 bytes in release 1.5.7. */
  public static final int CONTEXT_BYTES = 96 << 10;

  /** The largest window that the library can be made to accept, 2 GB. */
  private static final int MAX_WINDOW_LOG = 31;

  private final NativeMemory memory;
  private final ArrowBuf header;
  private final ZstdDecompressCtx context;
  private boolean inFrame;

  /**
   * Before the first frame.
   *
   * @throws MemoryShortage when the allocator cannot give {@link #CONTEXT_BYTES}
   */
  public ZstdFrames(BufferAllocator allocator) {
    memory = new NativeMemory(allocator);
    try {
      memory.growTo(CONTEXT_BYTES);
      header = MemoryShortage.allocate(allocator, ZstdFrame.MAX_HEADER_BYTES);
    } catch (MemoryShortage e) {
      memory.close();
      throw e;
    }
    context = new ZstdDecompressCtx();
    context.setLongMax(MAX_WINDOW_LOG);
  }

  /**
   * Begins anew, with the frame that comes next, and takes what that one needs.
   *
   * @throws CompressionException and {@link MemoryShortage} as {@link #read} does
   */
  public void begin(CompressedInput input) throws CompressionException {
    context.reset();
    inFrame = false;
    if (input.available() > 0) {
      beginFrame(input);
    }
  }

  /**
   * Decompresses the next bytes.
   *
   * @param input the same until {@link #begin} is called
   * @param target address of memory with room for {@code capacity} bytes
   * @param capacity at least 1
   * @return how many bytes, at least 1; -1 when the input ends behind a frame
   * @throws CompressionException CORRUPT, CHECKSUM_MISMATCH, TRUNCATED or UNSUPPORTED
   * @throws MemoryShortage when the allocator cannot give what a frame takes
   */
  public int read(CompressedInput input, long target, int capacity) throws CompressionException {
    ByteBuffer output = RawMemory.segment(target, capacity).asByteBuffer();
    while (output.position() == 0) {
      if (!inFrame) {
        if (input.available() == 0) {
          return -1;
        }
        beginFrame(input);
      }
      int available = input.available();
      long address = available == 0 ? header.memoryAddress() : input.address();
      input.skip(decompress(address, available, output));
      if (available == 0 && inFrame && output.position() == 0) {
        throw truncated();
      }
    }
    return output.position();
  }

  /** Takes the header, so that memory is counted before the library allocates it. */
  private void beginFrame(CompressedInput input) throws CompressionException {
    long start = header.memoryAddress();
    int length = 0;
    ZstdFrame frame = null;
    while (frame == null) {
      int next = input.read();
      if (next < 0) {
        throw truncated();
      }
      RawMemory.putByte(start + length++, (byte) next);
      frame = ZstdFrame.of(start, length);
    }
    memory.growTo(CONTEXT_BYTES + frame.streamBytes());
    ByteBuffer none = RawMemory.segment(start, 0).asByteBuffer();
    int consumed = decompress(start, length, none);
    if (consumed != length) {
      throw new IllegalStateException(consumed + " bytes taken of a header of " + length);
    }
  }

  /** Decompresses as far as there is input and room; returns how many bytes were consumed. */
  private int decompress(long source, int bytes, ByteBuffer output) throws CompressionException {
    ByteBuffer from = RawMemory.segment(source, bytes).asByteBuffer();
    try {
      inFrame = !context.decompressDirectByteBufferStream(output, from);
    } catch (ZstdException e) {
      throw failure(Math.abs(e.getErrorCode()), e.getMessage());
    }
    return from.position();
  }

  /**
   * Decompresses frames that are in memory as a whole, without memory of the library's.
   *
   * @return how many bytes they gave, at most {@code targetBytes}
   * @throws CompressionException when there are more, and as {@link #read} does
   */
  public int readWhole(long source, int sourceBytes, long target, int targetBytes)
      throws CompressionException {
    try {
      return context.decompressDirectByteBuffer(
          RawMemory.segment(target, targetBytes).asByteBuffer(),
          0,
          targetBytes,
          RawMemory.segment(source, sourceBytes).asByteBuffer(),
          0,
          sourceBytes);
    } catch (ZstdException e) {
      throw failure(Math.abs(e.getErrorCode()), e.getMessage());
    }
  }

  static CompressionException truncated() {
    return new CompressionException(ErrorCode.TRUNCATED, "ends within a zstd frame");
  }

  /**
   * What the library refuses a frame for.
   *
   * @param code one of the library's, as a positive number
   */
  static CompressionException failure(long code, @Nullable String message) {
    if (code == Zstd.errChecksumWrong()) {
      return new CompressionException(
          ErrorCode.CHECKSUM_MISMATCH, "a zstd frame whose checksum is wrong");
    }
    if (code == Zstd.errDictionaryWrong()) {
      return new CompressionException(
          ErrorCode.UNSUPPORTED, "a zstd frame that needs a dictionary");
    }
    return new CompressionException(ErrorCode.CORRUPT, "a zstd frame that is corrupt: " + message);
  }

  @Override
  public void close() {
    context.close();
    header.close();
    memory.close();
  }
}
