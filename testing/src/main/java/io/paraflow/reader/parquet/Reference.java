package io.paraflow.reader.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the kernels must give, from well-formed bytes: one bit or byte at a time, by nothing but the
 * formats' specifications. Bytes are taken from a little-endian buffer's position on.
 */
final class Reference {
  private Reference() {}

  /** A buffer of bytes. */
  static ByteBuffer in(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Integers of a fixed number of bits, least significant bit first. */
  static long[] unpack(ByteBuffer in, int width, int count) {
    long[] values = new long[count];
    byte[] packed = new byte[(width * count + 7) / 8];
    in.get(packed, 0, Math.min(packed.length, in.remaining()));
    for (int i = 0; i < count; i++) {
      for (int b = 0; b < width; b++) {
        int bit = i * width + b;
        values[i] |= (packed[bit / 8] >>> (bit % 8) & 1L) << b;
      }
    }
    return values;
  }

  /** The hybrid of runs and bit-packed groups. */
  static long[] runs(ByteBuffer in, int width, int count) {
    long[] values = new long[count];
    for (int at = 0; at < count; ) {
      int header = (int) varint(in);
      if ((header & 1) != 0) {
        long[] group = unpack(in, width, 8 * (header >>> 1));
        int n = Math.min(group.length, count - at);
        System.arraycopy(group, 0, values, at, n);
        at += n;
      } else {
        long value = 0;
        for (int i = 0; i < (width + 7) / 8; i++) {
          value |= (in.get() & 0xffL) << (8 * i);
        }
        int n = Math.min(header >>> 1, count - at);
        Arrays.fill(values, at, at + n, value);
        at += n;
      }
    }
    return values;
  }

  /** DELTA_BINARY_PACKED, to its last value and the padding behind it. */
  static long[] deltas(ByteBuffer in, boolean wide) {
    int blockValues = (int) varint(in);
    int miniblocks = (int) varint(in);
    long[] values = new long[(int) varint(in)];
    long value = zigzag(in);
    int at = 0;
    if (values.length > 0) {
      values[at++] = value;
    }
    while (at < values.length) {
      long least = zigzag(in);
      byte[] widths = new byte[miniblocks];
      in.get(widths);
      for (int m = 0; m < miniblocks && at < values.length; m++) {
        for (long delta : unpack(in, widths[m], blockValues / miniblocks)) {
          if (at < values.length) {
            value += least + delta;
            value = wide ? value : (int) value;
            values[at++] = value;
          }
        }
      }
    }
    return values;
  }

  /** BYTE_STREAM_SPLIT. */
  static byte[] joined(byte[] streams, int width) {
    byte[] values = new byte[streams.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = streams[i % width * (streams.length / width) + i / width];
    }
    return values;
  }

  /** PLAIN byte arrays. */
  static List<byte[]> plainBytes(ByteBuffer in, int count) {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(bytes(in, in.getInt()));
    }
    return values;
  }

  /** DELTA_LENGTH_BYTE_ARRAY. */
  static List<byte[]> deltaLengthBytes(ByteBuffer in) {
    List<byte[]> values = new ArrayList<>();
    for (long length : deltas(in, false)) {
      values.add(bytes(in, (int) length));
    }
    return values;
  }

  /** DELTA_BYTE_ARRAY. */
  static List<byte[]> deltaBytes(ByteBuffer in) {
    long[] prefixes = deltas(in, false);
    List<byte[]> values = new ArrayList<>();
    byte[] last = {};
    for (byte[] suffix : deltaLengthBytes(in)) {
      int prefix = (int) prefixes[values.size()];
      byte[] value = Arrays.copyOf(last, prefix + suffix.length);
      System.arraycopy(suffix, 0, value, prefix, suffix.length);
      values.add(value);
      last = value;
    }
    return values;
  }

  /** RLE_DICTIONARY: indices behind their width. */
  static List<byte[]> lookUp(ByteBuffer in, List<byte[]> dictionary, int count) {
    List<byte[]> values = new ArrayList<>();
    for (long index : runs(in, in.get(), count)) {
      values.add(dictionary.get((int) index));
    }
    return values;
  }

  /** The low bytes of numbers, the lowest first. */
  static byte[] little(long[] values, int width) {
    byte[] bytes = new byte[values.length * width];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i / width] >>> (8 * (i % width)));
    }
    return bytes;
  }

  /** Values one behind the other. */
  static byte[] concatenated(List<byte[]> values) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    values.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** A raw Snappy block. */
  static byte[] snappy(ByteBuffer in) {
    byte[] out = new byte[(int) varint(in)];
    for (int at = 0; at < out.length; ) {
      int tag = in.get() & 0xff;
      int size = tag >>> 2;
      if ((tag & 3) == 0) {
        int length = 1 + (size < 60 ? size : (int) number(in, size - 59));
        in.get(out, at, length);
        at += length;
      } else {
        int length = (tag & 3) == 1 ? 4 + (size & 7) : 1 + size;
        int offset =
            switch (tag & 3) {
              case 1 -> tag >>> 5 << 8 | (in.get() & 0xff);
              case 2 -> (int) number(in, 2);
              default -> (int) number(in, 4);
            };
        at = match(out, at, offset, length);
      }
    }
    return out;
  }

  /**
   * A raw LZ4 block.
   *
   * @param bytes what it decompresses to
   */
  static byte[] lz4(ByteBuffer in, int bytes) {
    byte[] out = new byte[bytes];
    int at = 0;
    while (true) {
      int token = in.get() & 0xff;
      int literals = lz4Length(in, token >>> 4);
      in.get(out, at, literals);
      at += literals;
      if (!in.hasRemaining()) {
        return out;
      }
      int offset = (int) number(in, 2);
      at = match(out, at, offset, 4 + lz4Length(in, token & 15));
    }
  }

  private static int lz4Length(ByteBuffer in, int code) {
    int length = code;
    int more = code == 15 ? 255 : 0;
    while (more == 255) {
      more = in.get() & 0xff;
      length += more;
    }
    return length;
  }

  private static int match(byte[] out, int from, int offset, int length) {
    for (int i = from; i < from + length; i++) {
      out[i] = out[i - offset];
    }
    return from + length;
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static long number(ByteBuffer in, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (in.get() & 0xffL) << (8 * i);
    }
    return value;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private static long zigzag(ByteBuffer in) {
    long value = varint(in);
    return value >>> 1 ^ -(value & 1);
  }
}
