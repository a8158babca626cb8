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
    int consumed = length - RawMemory.getInt(address + IsalLibrary.AVAILABLE_IN);
    if (finished()) {
      // Bytes behind the stream's end may have been taken for its bits.
      consumed -= RawMemory.getInt(address + IsalLibrary.BUFFERED_BITS) >>> 3;
      RawMemory.putInt(address + IsalLibrary.BUFFERED_BITS, 0);
    }
    input.skip(consumed);
    return capacity - RawMemory.getInt(address + IsalLibrary.AVAILABLE_OUT);
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
