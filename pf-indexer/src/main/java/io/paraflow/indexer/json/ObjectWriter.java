package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Writes structs, and rows, as objects. */
final class ObjectWriter extends ValueWriter {
  private final OutputBuffer buffer;
  private final boolean omitNulls;
  private final ValueWriter[] values;
  // Each with the comma before it and the colon behind, as the words that are stored.
  private final long[][] keys;
  private final int[] keyLengths;

  ObjectWriter(
      OutputBuffer buffer, boolean omitNulls, List<String> names, List<ValueWriter> values) {
    this.buffer = buffer;
    this.omitNulls = omitNulls;
    this.values = values.toArray(ValueWriter[]::new);
    this.keys = new long[names.size()][];
    this.keyLengths = new int[names.size()];
    for (int i = 0; i < keys.length; i++) {
      byte[] key = ("," + quoted(names.get(i)) + ":").getBytes(StandardCharsets.UTF_8);
      long[] words = new long[Math.max(2, (key.length + 7) / 8)];
      ByteBuffer padded = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
      padded.put(0, key).asLongBuffer().get(words);
      keys[i] = words;
      keyLengths[i] = key.length;
    }
  }

  @Override
  void bind(FieldVector vector, DictionaryProvider dictionaries) {
    super.bind(vector, dictionaries);
    bindMembers(((StructVector) vector).getChildrenFromFields(), dictionaries);
  }

  /** Turns to members that are not in a struct vector. */
  void bindMembers(List<FieldVector> members, DictionaryProvider dictionaries) {
    for (int i = 0; i < values.length; i++) {
      values[i].bind(members.get(i), dictionaries);
    }
  }

  @Override
  long write(int row, long out) {
    boolean first = true;
    for (int i = 0; i < values.length; i++) {
      ValueWriter value = values[i];
      boolean isNull = value.isNull(row);
      if (isNull && omitNulls) {
        continue;
      }
      int keyLength = keyLengths[i];
      out = buffer.ensure(out, keyLength + FIXED_BYTES);
      long[] key = keys[i];
      RawMemory.putLong(out, key[0]);
      RawMemory.putLong(out + 8, key[1]);
      for (int word = 2; word < key.length; word++) {
        RawMemory.putLong(out + 8L * word, key[word]);
      }
      if (first) {
        RawMemory.putByte(out, (byte) '{');
        first = false;
      }
      out += keyLength;
      out = isNull ? writeNull(out) : value.write(row, out);
    }
    out = buffer.ensure(out, 2);
    if (first) {
      RawMemory.putByte(out++, (byte) '{');
    }
    RawMemory.putByte(out, (byte) '}');
    return out + 1;
  }

  /** A name as a string of JSON. */
  private static String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    name.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"', '\\' -> text.append('\\').appendCodePoint(c);
                default -> {
                  if (c < 0x20) {
                    text.append("\\u%04x".formatted(c));
                  } else {
                    text.appendCodePoint(isSurrogate(c) ? 0xFFFD : c);
                  }
                }
              }
            });
    return text.append('"').toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
