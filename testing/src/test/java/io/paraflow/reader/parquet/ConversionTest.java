package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that Arrow stores differently, against numbers of any size. */
class ConversionTest {
  private static final long SEED = 20_261_121;
  private static final int MEMORY_BYTES = 16 << 10;
  private static final int[] COUNTS = {0, 1, 2, 3, 7, 8, 9, 33};

  private final Random random = new Random(SEED);
  private final BufferAllocator allocator = GuardedMemory.allocator(1 << 20);
  private final ArrowBuf source = allocator.buffer(MEMORY_BYTES);
  private final ArrowBuf target = allocator.buffer(MEMORY_BYTES);

  @AfterEach
  void release() {
    source.close();
    target.close();
    allocator.close();
  }

  @ParameterizedTest
  @CsvSource({
    "NARROW, 4, 1",
    "NARROW, 4, 2",
    "EXTEND_INT, 4, 16",
    "EXTEND_INT, 4, 32",
    "EXTEND_LONG, 8, 16",
    "EXTEND_LONG, 8, 32",
    "IDENTITY, 8, 8",
  })
  void integers(Conversion.Kind kind, int storedWidth, int arrowWidth) {
    for (int count : COUNTS) {
      long[] values = random.longs(count).toArray();
      byte[] stored = Reference.little(values, storedWidth);
      byte[] expected = new byte[count * arrowWidth];
      for (int i = 0; i < count; i++) {
        byte sign = (byte) (stored[(i + 1) * storedWidth - 1] < 0 ? -1 : 0);
        for (int b = 0; b < arrowWidth; b++) {
          expected[i * arrowWidth + b] = b < storedWidth ? stored[i * storedWidth + b] : sign;
        }
      }
      Conversion conversion = new Conversion(kind, storedWidth, arrowWidth, MemoryPage.PLACE);
      assertArrayEquals(expected, convert(conversion, stored, count), "seed " + SEED);
    }
  }

  @Test
  void bigEndianNumbersOfEveryWidth() {
    for (int arrowWidth : new int[] {16, 32}) {
      for (int width = 1; width <= 40; width++) {
        Conversion conversion =
            new Conversion(Conversion.Kind.BIG_ENDIAN, width, arrowWidth, MemoryPage.PLACE);
        for (int count : COUNTS) {
          byte[] stored = new byte[count * width];
          byte[] expected = new byte[count * arrowWidth];
          for (int i = 0; i < count; i++) {
            int bits = random.nextInt(8 * Math.min(width, arrowWidth));
            BigInteger value = new BigInteger(bits, random);
            value = random.nextBoolean() ? value : value.not();
            for (int b = 0; b < width; b++) {
              stored[(i + 1) * width - 1 - b] = value.shiftRight(8 * b).byteValue();
            }
            for (int b = 0; b < arrowWidth; b++) {
              expected[i * arrowWidth + b] = value.shiftRight(8 * b).byteValue();
            }
          }
          assertArrayEquals(
              expected,
              convert(conversion, stored, count),
              "seed %d, %d bytes to %d".formatted(SEED, width, arrowWidth));
        }
      }
    }
  }

  @Test
  void aNumberThatDoesNotFitIsRefused() {
    byte[] stored = new byte[17];
    stored[0] = 1;
    assertRefused(stored);
    // 2^128 - 1, of which 16 bytes without the first are -1.
    Arrays.fill(stored, (byte) -1);
    stored[0] = 0;
    assertRefused(stored);
  }

  private void assertRefused(byte[] stored) {
    Conversion conversion = new Conversion(Conversion.Kind.BIG_ENDIAN, 17, 16, MemoryPage.PLACE);
    IngestException e = assertThrows(IngestException.class, () -> convert(conversion, stored, 1));
    assertEquals(ErrorCode.CORRUPT, e.code());
  }

  /** Nanoseconds are those of a day, or any other number; what 64 bits do not hold wraps around. */
  @Test
  void julianDaysAndNanoseconds() {
    BigInteger microsPerDay = BigInteger.valueOf(86_400_000_000L);
    for (int round = 0; round < 2000; round++) {
      int days = random.nextInt() >> random.nextInt(8);
      long nanos =
          random.nextBoolean()
              ? random.nextLong(86_400_000_000_000L)
              : random.nextLong() >> random.nextInt(30);
      BigInteger expected =
          BigInteger.valueOf(days - 2_440_588L)
              .multiply(microsPerDay)
              .add(BigInteger.valueOf(Math.floorDiv(nanos, 1000)));
      assertInt96(days, nanos, expected);
    }
    for (int sign : new int[] {-1, 1}) {
      for (int days = 106_751_980; days <= 107_000_000; days += 7) {
        long ofDays = sign * (long) days;
        assertInt96(
            (int) (ofDays + 2_440_588),
            sign * 14_454_775_807_999L,
            BigInteger.valueOf(ofDays)
                .multiply(microsPerDay)
                .add(BigInteger.valueOf(Math.floorDiv(sign * 14_454_775_807_999L, 1000))));
      }
    }
  }

  private void assertInt96(int days, long nanos, BigInteger micros) {
    byte[] stored = new byte[12];
    System.arraycopy(Reference.little(new long[] {nanos}, 8), 0, stored, 0, 8);
    System.arraycopy(Reference.little(new long[] {days}, 4), 0, stored, 8, 4);
    Conversion conversion =
        new Conversion(Conversion.Kind.INT96_TO_MICROS, 12, 8, MemoryPage.PLACE);
    String message = "day %d, %d ns".formatted(days, nanos);
    assertArrayEquals(
        Reference.little(new long[] {micros.longValue()}, 8),
        convert(conversion, stored, 1),
        message);
  }

  @Test
  void intervals() {
    Conversion conversion = new Conversion(Conversion.Kind.INTERVAL, 12, 16, MemoryPage.PLACE);
    byte[] stored = Reference.little(new long[] {-1, 40, 0xffffffffL}, 4);
    assertArrayEquals(
        Reference.little(new long[] {0x28_ffff_ffffL, 0xffffffffL * 1_000_000}, 8),
        convert(conversion, stored, 1));
  }

  private byte[] convert(Conversion conversion, byte[] stored, int count) {
    byte[] converted = new byte[count * conversion.arrowWidth()];
    long from = GuardedMemory.last(source, stored.length + Conversion.OVERREAD_BYTES);
    long to = GuardedMemory.last(target, converted.length);
    RawMemory.copy(stored, 0, from, stored.length);
    conversion.convert(from, to, count);
    RawMemory.copy(to, converted, 0, converted.length);
    return converted;
  }
}
