package io.paraflow.reader.compression;

import com.github.luben.zstd.Zstd;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.NativeMemory;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.core.memory.RepeatingMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Decompresses one zstd frame to where its bytes are read, and where the library finds its window.
 * To the library that is memory for all that the frame gives; in truth a part of it repeats ({@link
 * RepeatingMemory}). The usual way, from a window of the library's to the caller's memory, takes a
 * copy of all bytes, and as much of the cache again. Used by one thread.
 */
public final class ZstdInPlace implements AutoCloseable {
  /** A smaller window stays in the cache, and hardly any bytes would go through it at a time. */
  private static final long LEAST_WINDOW_BYTES = 256 << 10;

  /** A frame of fewer is decompressed about as soon as memory for it is mapped. */
  private static final int LEAST_WINDOWS = 3;

  private static final long MOST_BYTES = 1 << 30;

  /** Where the library and the caller tell each other how far they are. */
  private static final int POSITIONS_BYTES = 2 * Long.BYTES;

  /** What tells the library how long the frame's header is. */
  private static final int FIRST_BYTES = 5;

  private final ZstdLibrary library;
  private final RepeatingMemory memory;
  private final NativeMemory counted;
  private final ArrowBuf positions;
  private final long context;
  private final long contentBytes;
  private final int windowBytes;
  private final int blockBytes;
  private long wantedInput = FIRST_BYTES;
  private long produced;

  /**
   * A decompressor before the frame's first byte.
   *
   * @param frame {@linkplain #supports one for this}
   * @param memory of {@link #rangeBytes} and {@link #blockBytes}; stays the caller's, who reads the
   *     frame's bytes from its start
   * @param allocator counts what the library takes
   * @throws MemoryShortage when the allocator cannot give that
   */
  public ZstdInPlace(ZstdFrame frame, RepeatingMemory memory, BufferAllocator allocator) {
    if (!supports(frame)
        || memory.rangeBytes() < rangeBytes(frame)
        || memory.blockBytes() < blockBytes(frame)) {
      throw new IllegalArgumentException(
          "%s in %d bytes, of which %d are there"
              .formatted(frame, memory.rangeBytes(), memory.blockBytes()));
    }
    this.library = ZstdLibrary.get();
    this.memory = memory;
    this.contentBytes = frame.contentBytes();
    this.windowBytes = (int) frame.windowBytes();
    this.blockBytes = frame.blockBytes();
    this.counted = new NativeMemory(allocator);
    try {
      counted.growTo(ZstdFrames.CONTEXT_BYTES + blockBytes);
      positions = MemoryShortage.allocate(allocator, POSITIONS_BYTES);
    } catch (MemoryShortage e) {
      counted.close();
      throw e;
    }
    RawMemory.putLong(positions.memoryAddress(), 0);
    this.context = library.createContext();
  }

  /** Whether a frame can be decompressed like this, and is worth it, by this system's library. */
  public static boolean supports(ZstdFrame frame) {
    return ZstdLibrary.isFound()
        && frame.windowBytes() >= LEAST_WINDOW_BYTES
        && frame.windowBytes() <= frame.contentBytes() / LEAST_WINDOWS
        && frame.contentBytes() <= MOST_BYTES;
  }

  /** How many addresses a frame takes: a power of two, so that similar ones fit the same range. */
  public static long rangeBytes(ZstdFrame frame) {
    return 2 * Long.highestOneBit(frame.contentBytes() + RawMemory.SLACK_BYTES);
  }

  /** How much memory they have at least: a window, and the block that is behind it. */
  public static long blockBytes(ZstdFrame frame) {
    return frame.windowBytes() + frame.blockBytes() + 2L * RawMemory.SLACK_BYTES;
  }

  /** How many bytes that were not read yet may lie before those that come next. */
  public int unreadBytes() {
    return windowBytes;
  }

  /**
   * Decompresses the next bytes, half a window's or as many as there is room for. When the last
   * ones come, the frame was verified by its checksum if it has one.
   *
   * @param input the same for all bytes, first at the frame's start
   * @param unread how many bytes before these are still needed, at most {@link #unreadBytes()}
   * @return how many, at least 1
   * @throws CompressionException CORRUPT, CHECKSUM_MISMATCH, TRUNCATED or UNSUPPORTED
   */
  public int read(CompressedInput input, int unread) throws CompressionException {
    long before = produced;
    long most = Math.min(windowBytes / 2, windowBytes - unread);
    while (produced == before || (produced - before < most && !isComplete())) {
      memory.prepare(Math.min(contentBytes, produced + blockBytes) + RawMemory.SLACK_BYTES);
      step(input);
    }
    while (isComplete() && wantedInput > 0) {
      step(input);
    }
    return (int) (produced - before);
  }

  private boolean isComplete() {
    return produced == contentBytes;
  }

  /** Decompresses a block at most. */
  private void step(CompressedInput input) throws CompressionException {
    int bytes = (int) Math.min(wantedInput, input.available());
    long targetPosition = positions.memoryAddress();
    long sourcePosition = targetPosition + Long.BYTES;
    RawMemory.putLong(sourcePosition, 0);
    long wanted =
        library.decompress(
            context,
            memory.address(),
            contentBytes,
            targetPosition,
            bytes == 0 ? targetPosition : input.address(),
            bytes,
            sourcePosition);
    if (wanted < 0) {
      throw ZstdFrames.failure(-wanted, Zstd.getErrorName(wanted));
    }
    long now = RawMemory.getLong(targetPosition);
    if (bytes == 0 && now == produced) {
      throw ZstdFrames.truncated();
    }
    input.skip((int) RawMemory.getLong(sourcePosition));
    produced = now;
    wantedInput = wanted;
  }

  @Override
  public void close() {
    library.freeContext(context);
    positions.close();
    counted.close();
  }
}
