package io.paraflow.core.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Off-heap memory by absolute address. <strong>Nothing is checked</strong>: a wrong address crashes
 * the process. Callers prove once per mini-batch that every address of it lies in a buffer they
 * own, and then loop without checks.
 *
 * <p>Multi-byte values are little-endian, the order of every machine that Arrow runs on, and need
 * no alignment.
 *
 * <p>Access is by {@code sun.misc.Unsafe}, or by {@code java.lang.foreign} where the system
 * property {@code pf.memory.access} is {@code foreign} instead of {@code unsafe}: slower, and there
 * for the day on which the JDK has the other no more.
 */
public final class RawMemory {
  private static final String PROPERTY = "pf.memory.access";
  private static final String UNSAFE = "unsafe";
  private static final String FOREIGN = "foreign";

  /**
   * Bytes that a buffer needs beyond its content when loops read or write it in words that may
   * overrun the last value.
   */
  public static final int SLACK_BYTES = 64;

  private static final boolean IS_FOREIGN = isForeign(System.getProperty(PROPERTY, UNSAFE));

  @SuppressWarnings("restricted")
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RawMemory() {}

  static boolean isForeign(String access) {
    return switch (access) {
      case UNSAFE -> false;
      case FOREIGN -> true;
      default ->
          throw new IllegalArgumentException(
              "system property %s is %s, but must be %s or %s"
                  .formatted(PROPERTY, access, UNSAFE, FOREIGN));
    };
  }

  /** The byte at an address. */
  public static byte getByte(long address) {
    return IS_FOREIGN ? ALL.get(ValueLayout.JAVA_BYTE, address) : MemoryUtil.getByte(address);
  }

  /** Stores a byte. */
  public static void putByte(long address, byte value) {
    if (IS_FOREIGN) {
      ALL.set(ValueLayout.JAVA_BYTE, address, value);
    } else {
      MemoryUtil.putByte(address, value);
    }
  }

  /** The two bytes at an address. */
  public static short getShort(long address) {
    return IS_FOREIGN ? ALL.get(SHORT, address) : MemoryUtil.getShort(address);
  }

  /** Stores two bytes. */
  public static void putShort(long address, short value) {
    if (IS_FOREIGN) {
      ALL.set(SHORT, address, value);
    } else {
      MemoryUtil.putShort(address, value);
    }
  }

  /** The four bytes at an address. */
  public static int getInt(long address) {
    return IS_FOREIGN ? ALL.get(INT, address) : MemoryUtil.getInt(address);
  }

  /** Stores four bytes. */
  public static void putInt(long address, int value) {
    if (IS_FOREIGN) {
      ALL.set(INT, address, value);
    } else {
      MemoryUtil.putInt(address, value);
    }
  }

  /** The eight bytes at an address. */
  public static long getLong(long address) {
    return IS_FOREIGN ? ALL.get(LONG, address) : MemoryUtil.getLong(address);
  }

  /** Stores eight bytes. */
  public static void putLong(long address, long value) {
    if (IS_FOREIGN) {
      ALL.set(LONG, address, value);
    } else {
      MemoryUtil.putLong(address, value);
    }
  }

  /** The float at an address. */
  public static float getFloat(long address) {
    return Float.intBitsToFloat(getInt(address));
  }

  /** The double at an address. */
  public static double getDouble(long address) {
    return Double.longBitsToDouble(getLong(address));
  }

  /** Copies bytes; the ranges may overlap. */
  public static void copy(long source, long target, long bytes) {
    if (IS_FOREIGN) {
      MemorySegment.copy(ALL, source, ALL, target, bytes);
    } else {
      MemoryUtil.copyMemory(source, target, bytes);
    }
  }

  /** Copies bytes of an array to an address. */
  public static void copy(byte[] source, int offset, long target, int bytes) {
    if (IS_FOREIGN) {
      MemorySegment.copy(source, offset, ALL, ValueLayout.JAVA_BYTE, target, bytes);
    } else {
      MemoryUtil.copyToMemory(source, offset, target, bytes);
    }
  }

  /** Copies bytes at an address into an array. */
  public static void copy(long source, byte[] target, int offset, int bytes) {
    if (IS_FOREIGN) {
      MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, source, target, offset, bytes);
    } else {
      MemoryUtil.copyFromMemory(source, target, offset, bytes);
    }
  }

  /**
   * Copies a short range of bytes in words of 8, two at a time: fast below some dozens of bytes.
   * Reads and writes up to 15 bytes beyond the range; the ranges do not overlap, unless the target
   * lies at least 16 bytes before or after the source.
   */
  public static void copyOverrun(long source, long target, int bytes) {
    for (int i = 0; i < bytes; i += 16) {
      putLong(target + i, getLong(source + i));
      putLong(target + i + 8, getLong(source + i + 8));
    }
  }

  /** Sets every byte of a range. */
  public static void fill(long target, long bytes, byte value) {
    if (IS_FOREIGN) {
      ALL.asSlice(target, bytes).fill(value);
    } else {
      MemoryUtil.setMemory(target, bytes, value);
    }
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
