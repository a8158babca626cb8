package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;

/**
 * Unpacks integers of a fixed number of bits, least significant bit first. Two twins do the same
 * work in vectors and in words of 8 bytes. Instances are stateless.
 */
abstract class BitUnpacker {
  /** The faster twin that this process can run. */
  static final BitUnpacker BEST = best();

  /**
   * Unpacks groups of eight.
   *
   * @param source {@code width * groups} bytes, with {@link RawMemory#SLACK_BYTES} more that can be
   *     read
   * @param width 0 to 32 bits
   * @param target room for {@code 8 * groups} from {@code offset}
   */
  abstract void unpack(long source, int width, int[] target, int offset, int groups);

  private static BitUnpacker best() {
    return Vectors.AVAILABLE ? new VectorBitUnpacker() : new WordBitUnpacker();
  }

  /**
   * Unpacks integers of up to 64 bits.
   *
   * @param source {@code (first + width * count + 7) / 8} bytes, with 9 more that can be read
   * @param first where in the first byte the first integer begins, 0 to 7
   * @param width 0 to 64 bits
   */
  static void unpack(long source, int first, int width, long[] target, int offset, int count) {
    if (width == 0) {
      Arrays.fill(target, offset, offset + count, 0);
      return;
    }
    long mask = -1L >>> (64 - width);
    if (width <= 56) {
      for (int i = 0; i < count; i++) {
        long bit = first + (long) i * width;
        target[offset + i] = RawMemory.getLong(source + (bit >>> 3)) >>> (bit & 7) & mask;
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      long bit = first + (long) i * width;
      int shift = (int) (bit & 7);
      long low = RawMemory.getLong(source + (bit >>> 3)) >>> shift;
      long high = (RawMemory.getByte(source + (bit >>> 3) + 8) & 0xffL) << (63 - shift) << 1;
      target[offset + i] = (low | high) & mask;
    }
  }
}
