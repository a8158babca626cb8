package io.paraflow.reader.parquet;

import java.io.ByteArrayOutputStream;

/** Writes what the kernels read, bit by bit. */
final class PackedBits {
  private PackedBits() {}

  /** Packs values of a width, least significant bit first. */
  static byte[] pack(long[] values, int from, int count, int width) {
    byte[] bytes = new byte[(count * width + 7) / 8];
    for (int i = 0; i < count; i++) {
      for (int b = 0; b < width; b++) {
        int bit = i * width + b;
        bytes[bit / 8] |= (byte) ((values[from + i] >>> b & 1) << (bit % 8));
      }
    }
    return bytes;
  }

  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  static void zigzag(ByteArrayOutputStream out, long value) {
    varint(out, (value << 1) ^ (value >> 63));
  }

  /** DELTA_BINARY_PACKED; differences wrap around at 64 bits, or at 32. */
  static byte[] deltas(long[] values, int blockValues, int miniblocks, boolean wide) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, blockValues);
    varint(out, miniblocks);
    varint(out, values.length);
    zigzag(out, values.length == 0 ? 0 : values[0]);
    int miniblockValues = blockValues / miniblocks;
    for (int start = 1; start < values.length; start += blockValues) {
      int n = Math.min(blockValues, values.length - start);
      long[] deltas = new long[blockValues];
      long min = Long.MAX_VALUE;
      for (int i = 0; i < n; i++) {
        long delta = values[start + i] - values[start + i - 1];
        deltas[i] = wide ? delta : (int) delta;
        min = Math.min(min, deltas[i]);
      }
      for (int i = 0; i < n; i++) {
        deltas[i] -= min;
      }
      zigzag(out, min);
      int[] widths = new int[miniblocks];
      for (int i = 0; i < n; i++) {
        int bits = 64 - Long.numberOfLeadingZeros(deltas[i]);
        widths[i / miniblockValues] = Math.max(widths[i / miniblockValues], bits);
      }
      for (int width : widths) {
        out.write(width);
      }
      for (int i = 0; i < n; i += miniblockValues) {
        out.writeBytes(pack(deltas, i, miniblockValues, widths[i / miniblockValues]));
      }
    }
    return out.toByteArray();
  }
}
