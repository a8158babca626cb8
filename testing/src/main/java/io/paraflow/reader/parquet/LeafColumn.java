package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/** A leaf column without a file: what decoders need, and what they have decoded. */
final class LeafColumn implements AutoCloseable {
  private final LeafNode leaf;
  private final ColumnBuilder builder;
  private final Dictionary dictionary;
  private final BufferAllocator allocator;

  /** An empty column of a type without annotation. */
  LeafColumn(Type type, boolean nullable, BufferAllocator allocator) {
    this(new SchemaElement("column").setType(type), nullable, allocator);
  }

  /** An empty column. */
  LeafColumn(SchemaElement element, boolean nullable, BufferAllocator allocator) {
    LeafTypes.LeafType arrow = LeafTypes.of(element, MemoryPage.PLACE);
    this.leaf =
        new LeafNode(
            new Field("column", new FieldType(nullable, arrow.type(), null), List.of()),
            "column",
            0,
            element,
            new NodeLevels(0, 0, nullable ? 1 : 0),
            false,
            arrow.kind(),
            arrow.conversion());
    this.builder =
        switch (leaf.kind()) {
          case BYTES -> new BytesBuilder(MemoryPage.PLACE, nullable, allocator);
          case BITS -> new BitBuilder(nullable, allocator);
          case FIXED, BYTES_TO_FIXED -> new FixedBuilder(leaf.arrowWidth(), nullable, allocator);
        };
    this.dictionary = new Dictionary(allocator);
    this.allocator = allocator;
  }

  LeafNode leaf() {
    return leaf;
  }

  ColumnBuilder builder() {
    return builder;
  }

  /** Reads a dictionary, as a page of values in PLAIN encoding. */
  void readDictionary(EncodedValues encoded) {
    List<byte[]> entries = encoded.dictionary();
    boolean variable = leaf.type() == Type.BYTE_ARRAY;
    byte[] content =
        variable
            ? EncodedValues.of(Encoding.PLAIN, entries).page()
            : Reference.concatenated(entries);
    try (MemoryPage page = MemoryPage.whole(content, allocator)) {
      switch (leaf.kind()) {
        case BYTES -> dictionary.readBytes(page.window(), entries.size());
        case BYTES_TO_FIXED -> dictionary.readDecimals(page.window(), entries.size(), leaf);
        default -> dictionary.readFixed(page.window(), entries.size(), leaf);
      }
    }
  }

  /** A decoder into this column. */
  ValueDecoder decoder(Encoding encoding, PageWindow window) {
    return ValueDecoders.of(
        encoding,
        new ValueDecoder.Context(MemoryPage.PLACE, leaf, builder, allocator, new Scratch()),
        window,
        dictionary);
  }

  /** Makes room for values that are to be decoded after the committed ones. */
  void reserve(int values) {
    ((LeafBuilder) builder).reserve(values);
  }

  /** Takes values that were decoded. */
  void commit(int values) {
    ((LeafBuilder) builder).commit(new long[0], values, values);
  }

  /** Forgets all values. */
  void clear() {
    if (builder instanceof BytesBuilder bytes) {
      bytes.clear();
    } else {
      builder.count = 0;
    }
  }

  /** The bytes of the first values, one value behind the other; not of booleans. */
  byte[] values(int count) {
    long address =
        switch (builder) {
          case BytesBuilder bytes -> bytes.data();
          case FixedBuilder fixed -> fixed.end() - (long) fixed.count() * leaf.arrowWidth();
          default -> throw new IllegalStateException(builder.toString());
        };
    int length = 0;
    if (builder instanceof BytesBuilder bytes) {
      for (int i = 0; i < count; i++) {
        length += bytes.length(i);
      }
    } else {
      length = count * leaf.arrowWidth();
    }
    byte[] values = new byte[length];
    RawMemory.copy(address, values, 0, length);
    return values;
  }

  @Override
  public void close() {
    dictionary.close();
    builder.close();
  }
}
