package io.paraflow.core.memory;

import java.lang.foreign.MemorySegment;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Off-heap memory by absolute address. <strong>Nothing is checked</strong>: a wrong address crashes
 * the process. Callers prove once per mini-batch that every address of it lies in a buffer they
 * own, and then loop without checks.
 *
 * <p>Multi-byte values are little-endian, the order of every machine that Arrow runs on, and need
 * no alignment.
 */
public final class RawMemory {
  /**
   * Bytes that a buffer needs beyond its content when loops read or write it in words that may
   * overrun the last value.
   */
  public static final int SLACK_BYTES = 64;

  private RawMemory() {}

  /** The byte at an address. */
  public static byte getByte(long address) {
    return MemoryUtil.getByte(address);
  }

  /** Stores a byte. */
  public static void putByte(long address, byte value) {
    MemoryUtil.putByte(address, value);
  }

  /** The two bytes at an address. */
  public static short getShort(long address) {
    return MemoryUtil.getShort(address);
  }

  /** Stores two bytes. */
  public static void putShort(long address, short value) {
    MemoryUtil.putShort(address, value);
  }

  /** The four bytes at an address. */
  public static int getInt(long address) {
    return MemoryUtil.getInt(address);
  }

  /** Stores four bytes. */
  public static void putInt(long address, int value) {
    MemoryUtil.putInt(address, value);
  }

  /** The eight bytes at an address. */
  public static long getLong(long address) {
    return MemoryUtil.getLong(address);
  }

  /** Stores eight bytes. */
  public static void putLong(long address, long value) {
    MemoryUtil.putLong(address, value);
  }

  /** The float at an address. */
  public static float getFloat(long address) {
    return Float.intBitsToFloat(MemoryUtil.getInt(address));
  }

  /** The double at an address. */
  public static double getDouble(long address) {
    return Double.longBitsToDouble(MemoryUtil.getLong(address));
  }

  /** Copies bytes; the ranges may overlap. */
  public static void copy(long source, long target, long bytes) {
    MemoryUtil.copyMemory(source, target, bytes);
  }

  /** Copies bytes of an array to an address. */
  public static void copy(byte[] source, int offset, long target, int bytes) {
    MemoryUtil.copyToMemory(source, offset, target, bytes);
  }

  /** Copies bytes at an address into an array. */
  public static void copy(long source, byte[] target, int offset, int bytes) {
    MemoryUtil.copyFromMemory(source, target, offset, bytes);
  }

  /**
   * Copies a short range of bytes in words of 8, two at a time: fast below some dozens of bytes.
   * Reads and writes up to 15 bytes beyond the range; the ranges do not overlap, unless the target
   * lies at least 16 bytes before or after the source.
   */
  public static void copyOverrun(long source, long target, int bytes) {
    for (int i = 0; i < bytes; i += 16) {
      MemoryUtil.putLong(target + i, MemoryUtil.getLong(source + i));
      MemoryUtil.putLong(target + i + 8, MemoryUtil.getLong(source + i + 8));
    }
  }

  /** Sets every byte of a range. */
  public static void fill(long target, long bytes, byte value) {
    MemoryUtil.setMemory(target, bytes, value);
  }

  /**
   * A view of a range, for methods that take segments. It does not keep the memory alive: the owner
   * of the memory does.
   */
  @SuppressWarnings("restricted")
  public static MemorySegment segment(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }
}
