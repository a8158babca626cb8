package io.paraflow.reader.parquet;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * Collects byte arrays as indices into their chunk's dictionary, as long as the pages have such
 * indices and the dictionary is small; otherwise as bytes. A batch has one or the other: where a
 * chunk turns to pages without indices, those that were collected are looked up.
 */
final class DictionaryBuilder extends ColumnBuilder implements LeafBuilder {
  /** Larger dictionaries would make every batch hold much that its rows do not refer to. */
  private static final long MAX_DICTIONARY_BYTES = 256 << 10;

  /** Longer values would make batches, whose bytes are counted by indices, grow out of bounds. */
  private static final int MAX_VALUE_BYTES = 256;

  private static final ArrowType.Int INDEX = new ArrowType.Int(32, true);

  private final BytesBuilder bytes;
  private final FixedBuilder indices;
  private final DictionaryEncoding encoding;

  /** What the collected indices refer to; null while bytes are collected. */
  private @Nullable Dictionary dictionary;

  /**
   * A builder that collects bytes.
   *
   * @param bytes what they are collected in; closed with this
   * @param id the number of the column's dictionary
   */
  DictionaryBuilder(BytesBuilder bytes, long id, BufferAllocator allocator) {
    super(bytes.nullable(), allocator);
    this.bytes = bytes;
    this.indices = new FixedBuilder(Integer.BYTES, bytes.nullable(), allocator);
    this.encoding = new DictionaryEncoding(id, false, INDEX);
  }

  /** Whether a field's values can be collected as indices. */
  static boolean supports(LeafNode leaf) {
    ArrowType type = leaf.field().getType();
    return type instanceof ArrowType.Utf8 || type instanceof ArrowType.Binary;
  }

  /** Collects byte arrays where indices are not. */
  BytesBuilder bytes() {
    return bytes;
  }

  /** Whether indices are collected now. */
  boolean isEncoded() {
    return dictionary != null;
  }

  /** Where the next index goes; valid until slots are reserved. */
  long nextIndex() {
    return indices.end();
  }

  /** Goes on with a page of indices into the chunk's dictionary, which stays the caller's. */
  void beginIndices(Dictionary ofChunk) {
    if (count() == 0) {
      boolean small =
          ofChunk.valueBytes() <= MAX_DICTIONARY_BYTES && ofChunk.longestValue() <= MAX_VALUE_BYTES;
      dictionary = small ? ofChunk : null;
    }
  }

  /** Goes on without indices: looks up those that were collected. */
  void beginBytes() {
    Dictionary from = dictionary;
    if (from == null) {
      return;
    }
    dictionary = null;
    int slots = indices.count();
    long[] bits = new long[ColumnReader.MINI_BATCH / 64 + 2];
    int[] present = new int[ColumnReader.MINI_BATCH];
    for (int at = 0; at < slots; ) {
      int n = Math.min(ColumnReader.MINI_BATCH, slots - at);
      int found = indices.present(at, n, bits, present);
      bytes.reserve(n);
      for (int done = 0; done < found; ) {
        done += from.append(present, done, found - done, Long.MAX_VALUE, bytes);
      }
      bytes.commit(bits, n, found);
      at += n;
    }
    indices.close();
  }

  @Override
  Field field(Field declared) {
    return dictionary == null
        ? declared
        : new Field(
            declared.getName(),
            new FieldType(declared.isNullable(), INDEX, encoding, declared.getMetadata()),
            null);
  }

  @Override
  void lendDictionaries(Field declared, MapDictionaryProvider target) {
    Dictionary from = dictionary;
    if (from == null) {
      return;
    }
    Field values = new Field(declared.getName(), FieldType.notNullable(declared.getType()), null);
    FieldVector vector = values.createVector(allocator);
    target.put(new org.apache.arrow.vector.dictionary.Dictionary(vector, encoding));
    from.lend(vector);
  }

  @Override
  int count() {
    return current().count();
  }

  /** Indices count as much as the longest value, which they may have to be replaced by. */
  @Override
  long bytesOf(int slots) {
    int longest = dictionary == null ? 0 : dictionary.longestValue();
    return current().bytesOf(slots) + (long) slots * Math.max(0, longest - Integer.BYTES);
  }

  @Override
  long ownBytes() {
    return bytesOf(count());
  }

  @Override
  public void reserve(int slots) {
    leaf().reserve(slots);
  }

  @Override
  public void commit(long[] bits, int slots, int values) {
    leaf().commit(bits, slots, values);
  }

  @Override
  public void keep(int from, RowRanges kept) {
    leaf().keep(from, kept);
  }

  @Override
  void lend(FieldVector vector, int slots) {
    current().lend(vector, slots);
  }

  @Override
  void removeFirst(int slots) {
    current().removeFirst(slots);
  }

  private ColumnBuilder current() {
    return dictionary == null ? bytes : indices;
  }

  private LeafBuilder leaf() {
    return dictionary == null ? bytes : indices;
  }

  @Override
  public void close() {
    super.close();
    bytes.close();
    indices.close();
    dictionary = null;
  }
}
