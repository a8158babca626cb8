package io.paraflow.reader.parquet;

import io.paraflow.testing.bench.KernelBenchmark;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Byte arrays by their encoding. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class BytesDecoderBenchmark extends KernelBenchmark {
  private static final int DISTINCT = 500;
  private static final byte[] PREFIX = {0x68, 0x74, 0x74, 0x70};

  @Param({"PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "RLE_DICTIONARY"})
  private Encoding encoding;

  @Param({"12", "90"})
  private int averageLength;

  /** Whether all values have that length. */
  @Param({"false", "true"})
  private boolean oneLength;

  private EncodedValues encoded;
  private LeafColumn column;
  private MemoryPage page;
  private ValueDecoder decoder;
  private long start;

  /** Encodes random values. */
  @Setup
  public void setUp() {
    List<byte[]> distinct = new ArrayList<>();
    for (int i = 0; i < DISTINCT; i++) {
      int length = random.nextInt(averageLength / 2, averageLength * 3 / 2);
      byte[] value = new byte[oneLength ? averageLength : length];
      random.nextBytes(value);
      System.arraycopy(PREFIX, 0, value, 0, PREFIX.length);
      distinct.add(value);
    }
    List<byte[]> values = random.ints(VALUES, 0, DISTINCT).mapToObj(distinct::get).toList();
    encoded = EncodedValues.of(encoding, values);
    column = closing(new LeafColumn(Type.BYTE_ARRAY, false, allocator));
    column.readDictionary(encoded);
    column.reserve(VALUES);
    page = closing(MemoryPage.whole(encoded.page(), allocator));
    decoder = closing(column.decoder(encoding, page.window()));
    start = page.window().position();
    kernel();
    requireEqual(column.values(VALUES), Reference.concatenated(reference()));
    requireEqual(Reference.concatenated(reference()), Reference.concatenated(values));
  }

  /** As the reader does it. */
  @Benchmark
  public int kernel() {
    column.clear();
    page.window().position = start;
    decoder.begin(page.window(), VALUES);
    return decoder.decode(VALUES, Long.MAX_VALUE);
  }

  /** One value after the other, into arrays. */
  @Benchmark
  public List<byte[]> reference() {
    return encoded.byteArrays(encoding, VALUES);
  }
}
