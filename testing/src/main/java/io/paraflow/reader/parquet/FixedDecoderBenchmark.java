package io.paraflow.reader.parquet;

import io.paraflow.testing.bench.KernelBenchmark;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Integers by their encoding. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class FixedDecoderBenchmark extends KernelBenchmark {
  private static final int VALUE_BITS = 10;

  @Param({"DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT", "RLE_DICTIONARY"})
  private Encoding encoding;

  @Param({"INT32", "INT64"})
  private Type type;

  private int width;
  private EncodedValues encoded;
  private LeafColumn column;
  private MemoryPage page;
  private ValueDecoder decoder;
  private long start;

  /** Encodes random values. */
  @Setup
  public void setUp() {
    width = type == Type.INT64 ? Long.BYTES : Integer.BYTES;
    long[] values = random.longs(VALUES).map(value -> value >>> (64 - VALUE_BITS)).toArray();
    encoded = EncodedValues.of(encoding, width, values);
    column = closing(new LeafColumn(type, false, allocator));
    column.readDictionary(encoded);
    column.reserve(VALUES);
    page = closing(MemoryPage.whole(encoded.page(), allocator));
    decoder = closing(column.decoder(encoding, page.window()));
    start = page.window().position();
    kernel();
    requireEqual(column.values(VALUES), reference());
    requireEqual(reference(), Reference.little(values, width));
  }

  /** As the reader does it. */
  @Benchmark
  public int kernel() {
    page.window().position = start;
    decoder.begin(page.window(), VALUES);
    return decoder.decode(VALUES, Long.MAX_VALUE);
  }

  /** Bit by bit, or byte by byte. */
  @Benchmark
  public byte[] reference() {
    return encoded.fixed(encoding, width, VALUES);
  }
}
