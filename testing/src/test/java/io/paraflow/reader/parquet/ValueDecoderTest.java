package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.testing.fixtures.GuardedMemory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Values of every encoding, as parquet-java writes them, through windows of any size into memory
 * that ends at a page nobody may touch; in numbers around those that loops take at a time.
 */
class ValueDecoderTest {
  private static final long SEED = 20_261_121;
  private static final long MEMORY_BYTES = 64 << 20;
  private static final int[] COUNTS = {
    1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 511, 513, 2047, 2048, 2049,
    4100
  };

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @CsvSource({
    "PLAIN, INT32",
    "PLAIN, INT64",
    "DELTA_BINARY_PACKED, INT32",
    "DELTA_BINARY_PACKED, INT64",
    "BYTE_STREAM_SPLIT, INT32",
    "BYTE_STREAM_SPLIT, INT64",
    "RLE_DICTIONARY, INT32",
    "RLE_DICTIONARY, INT64",
  })
  void integers(Encoding encoding, Type type) {
    int width = type == Type.INT64 ? Long.BYTES : Integer.BYTES;
    for (int count : COUNTS) {
      int bits = 1 + random.nextInt(8 * width);
      long[] values = random.longs(count).map(value -> value >> (64 - bits)).toArray();
      EncodedValues encoded = EncodedValues.of(encoding, width, values);
      byte[] expected = Reference.little(values, width);
      if (encoding != Encoding.PLAIN) {
        assertArrayEquals(expected, encoded.fixed(encoding, width, count), "the reference");
      }
      decodes(
          encoding,
          new SchemaElement("column").setType(type),
          encoded,
          List.of(split(expected, width)));
    }
  }

  /** Widths with loops of their own, and others. */
  @ParameterizedTest
  @EnumSource(
      value = Encoding.class,
      names = {"PLAIN", "BYTE_STREAM_SPLIT", "RLE_DICTIONARY", "DELTA_BYTE_ARRAY"})
  void fixedBytes(Encoding encoding) {
    for (int width : new int[] {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 33}) {
      for (int count : new int[] {1, 8, 31, 33, 65, 2049}) {
        List<byte[]> values = bytes(count, width, width);
        EncodedValues encoded =
            switch (encoding) {
              case PLAIN -> new EncodedValues(Reference.concatenated(values), List.of());
              case BYTE_STREAM_SPLIT ->
                  new EncodedValues(
                      Reference.joined(Reference.concatenated(values), count), List.of());
              default -> EncodedValues.of(encoding, values);
            };
        SchemaElement element =
            new SchemaElement("column").setType(Type.FIXED_LEN_BYTE_ARRAY).setType_length(width);
        decodes(encoding, element, encoded, values);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Encoding.class,
      names = {"PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "RLE_DICTIONARY"})
  void byteArrays(Encoding encoding) {
    for (int count : COUNTS) {
      for (int mostBytes : new int[] {0, 1, 7, 8, 15, 16, 20, 70, 140, 400}) {
        byteArrays(encoding, bytes(count, 0, mostBytes));
        byteArrays(encoding, bytes(count, mostBytes, mostBytes));
      }
    }
  }

  private void byteArrays(Encoding encoding, List<byte[]> values) {
    EncodedValues encoded = EncodedValues.of(encoding, values);
    assertArrayEquals(
        Reference.concatenated(values),
        Reference.concatenated(encoded.byteArrays(encoding, values.size())),
        "the reference");
    decodes(encoding, new SchemaElement("column").setType(Type.BYTE_ARRAY), encoded, values);
  }

  /** Big-endian numbers of any length, which Arrow has in 16 bytes. */
  @ParameterizedTest
  @EnumSource(
      value = Encoding.class,
      names = {"PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "RLE_DICTIONARY"})
  void decimals(Encoding encoding) {
    SchemaElement element =
        new SchemaElement("column")
            .setType(Type.BYTE_ARRAY)
            .setConverted_type(ConvertedType.DECIMAL)
            .setPrecision(38);
    for (int count : COUNTS) {
      List<byte[]> stored = new ArrayList<>();
      List<byte[]> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        BigInteger value = new BigInteger(random.nextInt(126), random);
        value = random.nextBoolean() ? value : value.negate();
        stored.add(value.toByteArray());
        byte[] little = new byte[16];
        for (int b = 0; b < little.length; b++) {
          little[b] = value.shiftRight(8 * b).byteValue();
        }
        values.add(little);
      }
      decodes(encoding, element, EncodedValues.of(encoding, stored), values);
    }
  }

  /** Decodes some values and passes over others, in turn. */
  private void decodes(
      Encoding encoding, SchemaElement element, EncodedValues encoded, List<byte[]> values) {
    byte[] content = encoded.page();
    int windowBytes = random.nextBoolean() ? content.length : 1 + random.nextInt(3000);
    String message =
        "seed %d, %s %s, %d values, window %d"
            .formatted(SEED, encoding, element, values.size(), windowBytes);
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        LeafColumn column = new LeafColumn(element, false, allocator);
        MemoryPage page =
            new MemoryPage(content, CompressionCodec.UNCOMPRESSED, windowBytes, false, allocator)) {
      column.readDictionary(encoded);
      page.window().begin(content.length, true);
      try (ValueDecoder decoder = column.decoder(encoding, page.window())) {
        decoder.begin(page.window(), values.size());
        List<byte[]> expected = new ArrayList<>();
        for (int at = 0; at < values.size(); ) {
          int n = Math.min(1 + random.nextInt(ColumnReader.MINI_BATCH), values.size() - at);
          if (random.nextInt(4) == 0) {
            decoder.skip(n);
          } else {
            column.reserve(n);
            n = decoder.decode(n, random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(2000));
            column.commit(n);
            expected.addAll(values.subList(at, at + n));
          }
          at += n;
        }
        assertEquals(expected.size(), column.builder().count(), message);
        assertArrayEquals(
            Reference.concatenated(expected), column.values(expected.size()), message);
        if (column.builder() instanceof BytesBuilder bytes) {
          for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).length, bytes.length(i), message);
          }
        }
      }
    }
  }

  /** Values that begin with one another now and then, and repeat. */
  private List<byte[]> bytes(int count, int leastBytes, int mostBytes) {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[random.nextInt(leastBytes, mostBytes + 1)];
      random.nextBytes(value);
      if (i > 0 && random.nextInt(3) == 0) {
        byte[] before = values.get(random.nextInt(i));
        System.arraycopy(before, 0, value, 0, Math.min(before.length, value.length));
      }
      values.add(value);
    }
    return values;
  }

  private static byte[][] split(byte[] all, int width) {
    byte[][] values = new byte[all.length / width][];
    for (int i = 0; i < values.length; i++) {
      values[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
    }
    return values;
  }
}
