package io.paraflow.reader.compression;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system's ISA-L, Intel's library for storage, where there is one. Its inflater's state is a
 * structure of the caller's, whose layout the library's second major version fixes (igzip_lib.h,
 * {@code struct inflate_state}).
 */
final class IsalLibrary {
  /** How large the state is; 87,368 bytes are the library's. */
  static final int STATE_BYTES = 88 << 10;

  /** Offsets in the state. */
  static final int NEXT_OUT = 0;

  static final int AVAILABLE_OUT = 8;
  static final int NEXT_IN = 16;
  static final int BUFFER = 24;
  static final int AVAILABLE_IN = 32;
  static final int BUFFERED_BITS = 36;
  static final int BLOCK_STATE = 21160;

  /** The block state within a block's header, of which the library keeps more than the buffer. */
  static final int IN_HEADER = 1;

  /** The block state at the end of a stream. */
  static final int FINISHED = 5;

  private static final Logger LOG = LoggerFactory.getLogger(IsalLibrary.class);

  /** The major version is part of the name. */
  private static final String NAME = "libisal.so.2";

  /** The letter a, deflated. */
  private static final byte[] SAMPLE = {0x4b, 0x04, 0x00};

  private static final @Nullable IsalLibrary FOUND = find();

  private final MethodHandle initialise;
  private final MethodHandle inflate;

  @SuppressWarnings("restricted")
  private IsalLibrary(SymbolLookup symbols) {
    Linker linker = Linker.nativeLinker();
    initialise =
        linker.downcallHandle(
            symbols.findOrThrow("isal_inflate_init"), FunctionDescriptor.ofVoid(ADDRESS));
    inflate =
        linker.downcallHandle(
            symbols.findOrThrow("isal_inflate"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  /** The library, or null where the system has none that works. */
  static @Nullable IsalLibrary found() {
    return FOUND;
  }

  @SuppressWarnings("restricted")
  private static @Nullable IsalLibrary find() {
    try {
      IsalLibrary library = new IsalLibrary(SymbolLookup.libraryLookup(NAME, Arena.global()));
      if (library.works()) {
        LOG.debug("gzip is inflated by {}", NAME);
        return library;
      }
      LOG.debug("gzip is inflated in Java: {} is not the library it was", NAME);
    } catch (IllegalArgumentException | IllegalCallerException | UnsupportedOperationException e) {
      LOG.debug("gzip is inflated in Java: no {} ({})", NAME, e.getMessage());
    }
    return null;
  }

  /** Whether the state is laid out as expected: a sample is inflated, and nothing else changes. */
  private boolean works() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE_BYTES, Long.BYTES);
      MemorySegment input = arena.allocateFrom(JAVA_BYTE, SAMPLE);
      MemorySegment output = arena.allocate(Long.BYTES);
      initialise(state);
      long address = state.address();
      RawMemory.putLong(address + NEXT_IN, input.address());
      RawMemory.putInt(address + AVAILABLE_IN, SAMPLE.length);
      RawMemory.putLong(address + NEXT_OUT, output.address());
      RawMemory.putInt(address + AVAILABLE_OUT, Long.BYTES);
      return inflate(state) == 0
          && RawMemory.getInt(address + BLOCK_STATE) == FINISHED
          && RawMemory.getInt(address + AVAILABLE_IN) == 0
          && RawMemory.getInt(address + AVAILABLE_OUT) == Long.BYTES - 1
          && RawMemory.getByte(output.address()) == 'a';
    }
  }

  /** Prepares a state for a stream. */
  void initialise(MemorySegment state) {
    try {
      initialise.invokeExact(state);
    } catch (Throwable e) {
      throw new IllegalStateException("isal_inflate_init cannot be called", e);
    }
  }

  /** Inflates between the state's buffers; returns 0, or a negative code for what is wrong. */
  int inflate(MemorySegment state) {
    try {
      return (int) inflate.invokeExact(state);
    } catch (Throwable e) {
      throw new IllegalStateException("isal_inflate cannot be called", e);
    }
  }
}
