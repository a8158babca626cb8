package io.paraflow.reader.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.io.api.Binary;

/**
 * Values as parquet-java encodes them, without levels.
 *
 * @param page the encoded values; indices where there is a dictionary
 * @param dictionary the distinct values; none for other encodings
 */
@SuppressWarnings("ArrayRecordComponent")
record EncodedValues(byte[] page, List<byte[]> dictionary) {
  private static final int FIRST_BYTES = 1 << 10;
  private static final int MOST_BYTES = 64 << 20;
  private static final HeapByteBufferAllocator HEAP = new HeapByteBufferAllocator();

  /** Integers of 4 or 8 bytes. */
  static EncodedValues of(Encoding encoding, int width, long[] values) {
    if (encoding == Encoding.RLE_DICTIONARY) {
      List<byte[]> bytes = new ArrayList<>();
      for (long value : values) {
        bytes.add(Reference.little(new long[] {value}, width));
      }
      return indices(bytes);
    }
    ValuesWriter writer =
        switch (encoding) {
          case PLAIN -> new PlainValuesWriter(FIRST_BYTES, MOST_BYTES, HEAP);
          case DELTA_BINARY_PACKED ->
              width == Long.BYTES
                  ? new DeltaBinaryPackingValuesWriterForLong(FIRST_BYTES, MOST_BYTES, HEAP)
                  : new DeltaBinaryPackingValuesWriterForInteger(FIRST_BYTES, MOST_BYTES, HEAP);
          case BYTE_STREAM_SPLIT ->
              width == Long.BYTES
                  ? new ByteStreamSplitValuesWriter.LongByteStreamSplitValuesWriter(
                      FIRST_BYTES, MOST_BYTES, HEAP)
                  : new ByteStreamSplitValuesWriter.IntegerByteStreamSplitValuesWriter(
                      FIRST_BYTES, MOST_BYTES, HEAP);
          default -> throw new IllegalArgumentException(encoding.name());
        };
    for (long value : values) {
      if (width == Long.BYTES) {
        writer.writeLong(value);
      } else {
        writer.writeInteger((int) value);
      }
    }
    return written(writer);
  }

  /** Byte arrays. */
  static EncodedValues of(Encoding encoding, List<byte[]> values) {
    if (encoding == Encoding.RLE_DICTIONARY) {
      return indices(values);
    }
    ValuesWriter writer =
        switch (encoding) {
          case PLAIN -> new PlainValuesWriter(FIRST_BYTES, MOST_BYTES, HEAP);
          case DELTA_LENGTH_BYTE_ARRAY ->
              new DeltaLengthByteArrayValuesWriter(FIRST_BYTES, MOST_BYTES, HEAP);
          case DELTA_BYTE_ARRAY -> new DeltaByteArrayWriter(FIRST_BYTES, MOST_BYTES, HEAP);
          default -> throw new IllegalArgumentException(encoding.name());
        };
    values.forEach(value -> writer.writeBytes(Binary.fromConstantByteArray(value)));
    return written(writer);
  }

  /** The hybrid of runs and bit-packed groups. */
  static byte[] runs(int[] values, int width) {
    try (var encoder = new RunLengthBitPackingHybridEncoder(width, FIRST_BYTES, MOST_BYTES, HEAP)) {
      for (int value : values) {
        encoder.writeInt(value);
      }
      return encoder.toBytes().toInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a page of fixed width stands for, one value behind the other. */
  byte[] fixed(Encoding encoding, int width, int count) {
    ByteBuffer in = Reference.in(page);
    return switch (encoding) {
      case DELTA_BINARY_PACKED -> Reference.little(Reference.deltas(in, width == 8), width);
      case BYTE_STREAM_SPLIT -> Reference.joined(page, width);
      case RLE_DICTIONARY -> Reference.concatenated(Reference.lookUp(in, dictionary, count));
      default -> throw new IllegalArgumentException(encoding.name());
    };
  }

  /** What a page of byte arrays stands for. */
  List<byte[]> byteArrays(Encoding encoding, int count) {
    ByteBuffer in = Reference.in(page);
    return switch (encoding) {
      case PLAIN -> Reference.plainBytes(in, count);
      case DELTA_LENGTH_BYTE_ARRAY -> Reference.deltaLengthBytes(in);
      case DELTA_BYTE_ARRAY -> Reference.deltaBytes(in);
      case RLE_DICTIONARY -> Reference.lookUp(in, dictionary, count);
      default -> throw new IllegalArgumentException(encoding.name());
    };
  }

  private static EncodedValues indices(List<byte[]> values) {
    Map<ByteBuffer, Integer> entries = new LinkedHashMap<>();
    int[] indices =
        values.stream()
            .mapToInt(value -> entries.computeIfAbsent(ByteBuffer.wrap(value), _ -> entries.size()))
            .toArray();
    int width = LevelReader.width(Math.max(0, entries.size() - 1));
    byte[] runs = runs(indices, width);
    byte[] page = new byte[runs.length + 1];
    page[0] = (byte) width;
    System.arraycopy(runs, 0, page, 1, runs.length);
    return new EncodedValues(page, entries.keySet().stream().map(ByteBuffer::array).toList());
  }

  private static EncodedValues written(ValuesWriter writer) {
    try (writer) {
      return new EncodedValues(writer.getBytes().toInputStream().readAllBytes(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
