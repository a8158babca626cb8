package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/**
 * Bytes in memory that are consumed forward, part of a longer sequence. Decoders take them from
 * {@code position} to {@code limit}; {@link RawMemory#SLACK_BYTES} beyond the limit can be read.
 */
class ByteWindow {
  protected final ColumnPlace place;

  /** The address of the next byte. */
  protected long position;

  /** The address after the last byte in memory. */
  protected long limit;

  ByteWindow(ColumnPlace place) {
    this.place = place;
  }

  /** Takes bytes in memory as the whole sequence. */
  void reset(long address, int bytes) {
    position = address;
    limit = address + bytes;
  }

  /** Follows the bytes to another place in memory, as many bytes away. */
  final void moveBy(long bytes) {
    position += bytes;
    limit += bytes;
  }

  final ColumnPlace place() {
    return place;
  }

  final long position() {
    return position;
  }

  final int available() {
    return (int) (limit - position);
  }

  /** How many bytes follow in the whole sequence. */
  long remaining() {
    return limit - position;
  }

  /**
   * Brings bytes into memory, which may move {@code position}.
   *
   * @return how many there are: {@code bytes} or more, unless the sequence ends before
   */
  int fetch(int bytes) {
    return available();
  }

  /** Copies bytes out and consumes them. */
  void read(long target, long bytes) {
    require(bytes <= Integer.MAX_VALUE ? (int) bytes : Integer.MAX_VALUE);
    RawMemory.copy(position, target, bytes);
    position += bytes;
  }

  /** Brings bytes into memory or fails. */
  final void require(int bytes) {
    if (available() < bytes && fetch(bytes) < bytes) {
      throw place.corrupt(
          "%d bytes are needed where the page has %d left".formatted(bytes, remaining()));
    }
  }

  final void skip(int bytes) {
    position += bytes;
  }

  final int nextByte() {
    require(1);
    return RawMemory.getByte(position++) & 0xff;
  }

  /** A number of up to 32 bits in groups of seven. */
  final int nextVarint() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = nextByte();
      value |= (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw place.corrupt("a number longer than 32 bits");
  }

  /** A zigzag number of up to 64 bits in groups of seven. */
  final long nextZigzag() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int b = nextByte();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw place.corrupt("a number longer than 64 bits");
  }
}
