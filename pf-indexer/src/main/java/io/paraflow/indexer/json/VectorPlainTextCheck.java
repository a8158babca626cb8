package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Looks at as many bytes at a time as vectors have; needs the module jdk.incubator.vector. */
final class VectorPlainTextCheck extends PlainTextCheck {
  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final MemorySegment MEMORY = RawMemory.segment(0, Long.MAX_VALUE);

  private final PlainTextCheck words = new WordPlainTextCheck();

  @Override
  boolean isPlain(long source, long end) {
    for (; end - source >= WIDTH; source += WIDTH) {
      ByteVector bytes =
          ByteVector.fromMemorySegment(SPECIES, MEMORY, source, ByteOrder.LITTLE_ENDIAN);
      // Bytes beyond ASCII are negative. One bit flipped, the quote follows the control characters.
      if (bytes
          .lanewise(VectorOperators.XOR, (byte) 2)
          .compare(VectorOperators.LE, (byte) ' ')
          .or(bytes.eq((byte) '\\'))
          .anyTrue()) {
        return false;
      }
    }
    return words.isPlain(source, end);
  }
}
