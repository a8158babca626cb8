package io.paraflow.reader.compression;

import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.util.zip.DataFormatException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Inflates by {@link IsalLibrary}, more than twice as fast as zlib. */
final class IsalInflater implements RawInflater {
  private final IsalLibrary library;
  private final ArrowBuf memory;
  private final MemorySegment state;
  private final long address;

  /** An inflater whose state is the allocator's memory. */
  IsalInflater(IsalLibrary library, BufferAllocator allocator) {
    this.library = library;
    this.memory = MemoryShortage.allocate(allocator, IsalLibrary.STATE_BYTES);
    this.address = memory.memoryAddress();
    this.state = RawMemory.segment(address, IsalLibrary.STATE_BYTES);
    reset();
  }

  @Override
  public void reset() {
    library.initialise(state);
  }

  @Override
  public int inflate(CompressedInput input, long target, int capacity) throws DataFormatException {
    int length = input.available();
    RawMemory.putLong(address + IsalLibrary.NEXT_IN, length == 0 ? 0 : input.address());
    RawMemory.putInt(address + IsalLibrary.AVAILABLE_IN, length);
    RawMemory.putLong(address + IsalLibrary.NEXT_OUT, target);
    RawMemory.putInt(address + IsalLibrary.AVAILABLE_OUT, capacity);
    int failure = library.inflate(state);
    if (failure != 0) {
      throw new DataFormatException(reason(failure));
    }
    int room = RawMemory.getInt(address + IsalLibrary.AVAILABLE_OUT);
    int consumed = length - RawMemory.getInt(address + IsalLibrary.AVAILABLE_IN);
    boolean needsInput = room > 0 && !finished();
    input.skip(needsInput ? consumed : consumed - giveBack(consumed));
    return capacity - room;
  }

  /**
   * Takes bytes out of the library's buffer that were taken ahead of need, and may be behind the
   * stream's end. What a call leaves there when it needs more input is part of a symbol, so that
   * whole bytes that are left over are always of this call.
   *
   * @return how many
   */
  private int giveBack(int consumed) {
    if (RawMemory.getInt(address + IsalLibrary.BLOCK_STATE) == IsalLibrary.IN_HEADER) {
      return 0;
    }
    int bits = RawMemory.getInt(address + IsalLibrary.BUFFERED_BITS);
    int bytes = Math.min(Math.max(0, bits) >>> 3, consumed);
    int kept = bits - 8 * bytes;
    long buffer = RawMemory.getLong(address + IsalLibrary.BUFFER);
    if (bytes > 0) {
      RawMemory.putInt(address + IsalLibrary.BUFFERED_BITS, kept);
      RawMemory.putLong(address + IsalLibrary.BUFFER, buffer & ((1L << kept) - 1));
    }
    return bytes;
  }

  private static String reason(int failure) {
    return switch (failure) {
      case -1 -> "invalid block";
      case -2 -> "invalid symbol";
      case -3 -> "invalid distance";
      default -> "code " + failure;
    };
  }

  @Override
  public boolean finished() {
    return RawMemory.getInt(address + IsalLibrary.BLOCK_STATE) == IsalLibrary.FINISHED;
  }

  @Override
  public void close() {
    memory.close();
  }
}
