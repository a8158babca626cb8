package io.paraflow.reader.parquet;

import io.paraflow.testing.bench.KernelBenchmark;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Booleans by their encoding. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class BooleansBenchmark extends KernelBenchmark {
  @Param({"PLAIN", "RLE"})
  private Encoding encoding;

  private byte[] encoded;
  private LeafColumn column;
  private MemoryPage page;
  private ValueDecoder decoder;
  private long start;

  /** Encodes random values. */
  @Setup
  public void setUp() {
    int[] values = RunsShape.MIXED.values(VALUES, 1, random);
    encoded = encode(values);
    column = closing(new LeafColumn(Type.BOOLEAN, false, allocator));
    page = closing(MemoryPage.whole(encoded, allocator));
    decoder = closing(column.decoder(encoding, page.window()));
    start = page.window().position();
    kernel();
    byte[] actual = new byte[VALUES / 8];
    long[] words = ((BitBuilder) column.builder()).dense();
    ByteBuffer target = Reference.in(actual);
    for (int word = 0; word < VALUES / 64; word++) {
      target.putLong(words[word]);
    }
    requireEqual(actual, reference());
  }

  private byte[] encode(int[] values) {
    if (encoding == Encoding.PLAIN) {
      BitSet bits = new BitSet();
      for (int i = 0; i < values.length; i++) {
        bits.set(i, values[i] != 0);
      }
      return bits.toByteArray();
    }
    byte[] runs = EncodedValues.runs(values, 1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(Reference.little(new long[] {runs.length}, 4));
    all.writeBytes(runs);
    return all.toByteArray();
  }

  /** As the reader does it. */
  @Benchmark
  public int kernel() {
    page.window().position = start;
    decoder.begin(page.window(), VALUES);
    return decoder.decode(VALUES, Long.MAX_VALUE);
  }

  /** Bit by bit. */
  @Benchmark
  public byte[] reference() {
    ByteBuffer in = Reference.in(encoded);
    long[] values =
        encoding == Encoding.PLAIN
            ? Reference.unpack(in, 1, VALUES)
            : Reference.runs(in.position(4), 1, VALUES);
    byte[] bits = new byte[VALUES / 8];
    for (int i = 0; i < VALUES; i++) {
      bits[i / 8] |= (byte) (values[i] << (i % 8));
    }
    return bits;
  }
}
