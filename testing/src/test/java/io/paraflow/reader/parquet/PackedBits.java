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
}
