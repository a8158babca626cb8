package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.bench.KernelBenchmark;
import java.math.BigInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Values that Arrow stores differently than Parquet. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class ConversionBenchmark extends KernelBenchmark {
  private static final int MOST_DAYS = 50_000;
  private static final int FIRST_JULIAN_DAY = 2_415_000;
  private static final long NANOS_PER_DAY = 86_400_000_000_000L;

  @Param({"NARROW", "EXTEND_LONG", "BIG_ENDIAN", "INT96_TO_MICROS", "INTERVAL"})
  private String name;

  private Conversion.Kind kind;
  private Conversion conversion;
  private byte[] stored;
  private long source;
  private long target;

  /** Makes random values. */
  @Setup
  public void setUp() {
    kind = Conversion.Kind.valueOf(name);
    conversion = conversion();
    stored = new byte[VALUES * conversion.storedWidth()];
    random.nextBytes(stored);
    if (kind == Conversion.Kind.INT96_TO_MICROS) {
      for (int i = 0; i < VALUES; i++) {
        long[] nanos = {random.nextLong(NANOS_PER_DAY)};
        long[] day = {FIRST_JULIAN_DAY + random.nextInt(MOST_DAYS)};
        System.arraycopy(Reference.little(nanos, 8), 0, stored, 12 * i, 8);
        System.arraycopy(Reference.little(day, 4), 0, stored, 12 * i + 8, 4);
      }
    }
    byte[] expected = reference();
    source = buffer(stored.length);
    target = buffer(expected.length);
    RawMemory.copy(stored, 0, source, stored.length);
    kernel();
    byte[] actual = new byte[expected.length];
    RawMemory.copy(target, actual, 0, actual.length);
    requireEqual(actual, expected);
  }

  private Conversion conversion() {
    int storedWidth =
        switch (kind) {
          case NARROW, EXTEND_INT -> 4;
          case IDENTITY, EXTEND_LONG -> 8;
          case INT96_TO_MICROS, INTERVAL -> 12;
          case BIG_ENDIAN -> 13;
        };
    int arrowWidth =
        switch (kind) {
          case NARROW -> 2;
          case IDENTITY, INT96_TO_MICROS -> 8;
          case EXTEND_INT, EXTEND_LONG, BIG_ENDIAN, INTERVAL -> 16;
        };
    return new Conversion(kind, storedWidth, arrowWidth, MemoryPage.PLACE);
  }

  private long buffer(int bytes) {
    ArrowBuf buffer = closing(allocator.buffer(bytes + RawMemory.SLACK_BYTES));
    return buffer.memoryAddress();
  }

  /** As the reader does it. */
  @Benchmark
  public long kernel() {
    conversion.convert(source, target, VALUES);
    return target;
  }

  /** By numbers of any size. */
  @Benchmark
  public byte[] reference() {
    int width = conversion.arrowWidth();
    byte[] converted = new byte[VALUES * width];
    for (int i = 0; i < VALUES; i++) {
      BigInteger value = value(i * conversion.storedWidth());
      for (int b = 0; b < width; b++) {
        converted[i * width + b] = value.shiftRight(8 * b).byteValue();
      }
    }
    return converted;
  }

  private BigInteger value(int at) {
    return switch (kind) {
      case IDENTITY, NARROW, EXTEND_INT, EXTEND_LONG -> little(at, conversion.storedWidth());
      case BIG_ENDIAN -> new BigInteger(stored, at, conversion.storedWidth());
      case INT96_TO_MICROS ->
          little(at + 8, 4)
              .subtract(BigInteger.valueOf(2_440_588))
              .multiply(BigInteger.valueOf(NANOS_PER_DAY / 1000))
              .add(little(at, 8).divide(BigInteger.valueOf(1000)));
      case INTERVAL ->
          unsigned(little(at + 8, 4), 4)
              .multiply(BigInteger.valueOf(1_000_000))
              .shiftLeft(64)
              .add(unsigned(little(at, 8), 8));
    };
  }

  private BigInteger little(int at, int bytes) {
    byte[] reversed = new byte[bytes];
    for (int b = 0; b < bytes; b++) {
      reversed[b] = stored[at + bytes - 1 - b];
    }
    return new BigInteger(reversed);
  }

  private static BigInteger unsigned(BigInteger value, int bytes) {
    return value.mod(BigInteger.ONE.shiftLeft(8 * bytes));
  }
}
