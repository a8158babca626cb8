package io.paraflow.reader.compression;

import io.paraflow.core.memory.RawMemory;

/** Compressed bytes, consumed forward from where they lie in memory. Used by one thread. */
public interface CompressedInput {
  /** How many of the next bytes lie at {@link #address()}; 0 at the end only. */
  int available();

  /** Where the next bytes are; valid after {@link #available()}. */
  long address();

  /** Consumes bytes that are available. */
  void skip(int bytes);

  /** The position of the next byte in the file. */
  long position();

  /** Consumes the next byte, from 0 to 255; -1 at the end. */
  default int read() {
    if (available() == 0) {
      return -1;
    }
    int value = RawMemory.getByte(address()) & 0xff;
    skip(1);
    return value;
  }
}
