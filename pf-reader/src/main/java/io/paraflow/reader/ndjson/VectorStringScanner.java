package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scans as many bytes at a time as the machine's vectors have, up to 32; needs the module
 * jdk.incubator.vector. With 64, nearly all would lie in two cache lines: 4 % slower.
 */
final class VectorStringScanner extends StringScanner {
  private static final VectorSpecies<Byte> SPECIES =
      ByteVector.SPECIES_PREFERRED.length() <= ByteVector.SPECIES_256.length()
          ? ByteVector.SPECIES_PREFERRED
          : ByteVector.SPECIES_256;
  private static final int WIDTH = SPECIES.length();
  private static final MemorySegment MEMORY = RawMemory.segment(0, Long.MAX_VALUE);

  @Override
  int copy(long source, long target, int capacity) {
    if (capacity < WIDTH) {
      return 0;
    }
    long special = copyVector(source, target);
    return special != 0
        ? Long.numberOfTrailingZeros(special)
        : copyLong(source, target, capacity, WIDTH);
  }

  /** Goes on behind the first vector; most strings end in it. */
  private static int copyLong(long source, long target, int capacity, int from) {
    int copied = from;
    while (copied <= capacity - WIDTH) {
      long special = copyVector(source + copied, target + copied);
      if (special != 0) {
        return copied + Long.numberOfTrailingZeros(special);
      }
      copied += WIDTH;
    }
    return copied;
  }

  private static long copyVector(long source, long target) {
    ByteVector bytes =
        ByteVector.fromMemorySegment(SPECIES, MEMORY, source, ByteOrder.LITTLE_ENDIAN);
    bytes.intoMemorySegment(MEMORY, target, ByteOrder.LITTLE_ENDIAN);
    return special(bytes);
  }

  @Override
  long find(long source) {
    long address = source;
    while (true) {
      long special =
          special(ByteVector.fromMemorySegment(SPECIES, MEMORY, address, ByteOrder.LITTLE_ENDIAN));
      if (special != 0) {
        return address + Long.numberOfTrailingZeros(special);
      }
      address += WIDTH;
    }
  }

  /**
   * Bytes that are not ASCII are negative, and so less than a space, like control characters; with
   * one bit flipped, the quote follows right behind these.
   */
  private static long special(ByteVector bytes) {
    return bytes
        .lanewise(VectorOperators.XOR, (byte) 2)
        .compare(VectorOperators.LE, (byte) ' ')
        .or(bytes.eq((byte) '\\'))
        .toLong();
  }
}
