package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Unpacks eight values at a time: brings the four bytes in which each one begins into its lane, and
 * shifts. Takes a third to a fifth of the time that words take; needs {@link Vectors}.
 */
final class VectorBitUnpacker extends BitUnpacker {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_256;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;

  /** Wider values may have bits in five bytes. */
  private static final int MAX_WIDTH = 25;

  private static final MemorySegment MEMORY = RawMemory.segment(0, Long.MAX_VALUE);
  private static final Lanes[] LANES =
      IntStream.rangeClosed(0, MAX_WIDTH).mapToObj(Lanes::of).toArray(Lanes[]::new);

  private final BitUnpacker words = new WordBitUnpacker();

  /** Where each of eight values begins: in which byte, of which a lane gets four, and which bit. */
  private record Lanes(VectorShuffle<Byte> bytes, IntVector bits) {
    static Lanes of(int width) {
      int[] bits = IntStream.range(0, INTS.length()).map(i -> i * width % 8).toArray();
      return new Lanes(
          VectorShuffle.fromOp(BYTES, at -> at / 4 * width / 8 + at % 4),
          IntVector.fromArray(INTS, bits, 0));
    }
  }

  @Override
  void unpack(long source, int width, int[] target, int offset, int groups) {
    if (width > MAX_WIDTH) {
      words.unpack(source, width, target, offset, groups);
      return;
    }
    VectorShuffle<Byte> bytes = LANES[width].bytes;
    IntVector bits = LANES[width].bits;
    int mask = (1 << width) - 1;
    long from = source;
    for (int at = offset; at < offset + 8 * groups; at += 8) {
      ByteVector.fromMemorySegment(BYTES, MEMORY, from, ByteOrder.LITTLE_ENDIAN)
          .rearrange(bytes)
          .reinterpretAsInts()
          .lanewise(VectorOperators.LSHR, bits)
          .and(mask)
          .intoArray(target, at);
      from += width;
    }
  }
}
