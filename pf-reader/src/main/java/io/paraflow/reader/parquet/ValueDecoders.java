package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Which decoder reads which encoding of which type. */
final class ValueDecoders {
  private ValueDecoders() {}

  /**
   * A decoder for a column's pages in an encoding.
   *
   * @param dictionary null where the chunk has none
   * @throws IngestException UNSUPPORTED for an encoding that the type cannot have
   */
  static ValueDecoder of(
      @Nullable Encoding encoding,
      ValueDecoder.Context context,
      PageWindow window,
      @Nullable Dictionary dictionary) {
    if (encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY) {
      if (dictionary == null) {
        throw context.place().corrupt("a page of dictionary indices without a dictionary");
      }
      return new DictionaryDecoder(context, dictionary, window);
    }
    return switch (context.leaf().kind()) {
      case BITS ->
          switch (encoding) {
            case PLAIN -> new BitsDecoder(context, window, false);
            case RLE -> new BitsDecoder(context, window, true);
            case null, default -> throw refused(encoding, context);
          };
      case FIXED -> new FixedColumnDecoder(context, fixed(encoding, context, window));
      case BYTES -> bytes(encoding, context, context.bytes(), window);
      case BYTES_TO_FIXED -> {
        BytesBuilder scratch = new BytesBuilder(context.place(), false, context.allocator());
        yield new BytesAsFixedDecoder(context, bytes(encoding, context, scratch, window), scratch);
      }
    };
  }

  private static FixedValues fixed(
      @Nullable Encoding encoding, ValueDecoder.Context context, PageWindow window) {
    LeafNode leaf = context.leaf();
    int width = leaf.storedWidth();
    Type type = leaf.type();
    boolean integer = type == Type.INT32 || type == Type.INT64;
    if (encoding == Encoding.PLAIN) {
      return new PlainFixed(width);
    }
    if (encoding == Encoding.DELTA_BINARY_PACKED && integer) {
      return new DeltaIntegers(context, width);
    }
    if (encoding == Encoding.BYTE_STREAM_SPLIT && type != Type.INT96) {
      return new ByteStreamSplit(width);
    }
    if (encoding == Encoding.DELTA_BYTE_ARRAY && type == Type.FIXED_LEN_BYTE_ARRAY) {
      BytesBuilder scratch = new BytesBuilder(context.place(), false, context.allocator());
      DeltaBytes bytes = new DeltaBytes(context, scratch, window);
      return new BytesAsFixedValues(context.place(), bytes, scratch, width);
    }
    throw refused(encoding, context);
  }

  private static BytesDecoder bytes(
      @Nullable Encoding encoding,
      ValueDecoder.Context context,
      BytesBuilder builder,
      PageWindow window) {
    return switch (encoding) {
      case PLAIN -> new PlainBytes(builder, window);
      case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthBytes(context, builder, window);
      case DELTA_BYTE_ARRAY -> new DeltaBytes(context, builder, window);
      case null, default -> throw refused(encoding, context);
    };
  }

  private static IngestException refused(
      @Nullable Encoding encoding, ValueDecoder.Context context) {
    return context
        .place()
        .error(
            ErrorCode.UNSUPPORTED,
            "encoding %s of %s is not read".formatted(encoding, context.leaf().type()));
  }
}
