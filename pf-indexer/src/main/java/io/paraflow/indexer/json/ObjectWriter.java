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
  private final Member[] members;

  /**
   * One member of the object.
   *
   * @param key the key with the comma before it and the colon behind: words to store, at least two
   * @param first the first word of the key
   * @param second the second word of the key
   * @param keyLength its bytes
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Member(long[] key, long first, long second, int keyLength, ValueWriter value) {
    static Member of(String name, ValueWriter value) {
      byte[] key = ("," + quoted(name) + ":").getBytes(StandardCharsets.UTF_8);
      long[] words = new long[Math.max(2, (key.length + 7) / 8)];
      ByteBuffer padded = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
      padded.put(0, key).asLongBuffer().get(words);
      return new Member(words, words[0], words[1], key.length, value);
    }

    long writeKey(long out) {
      RawMemory.putLong(out, first);
      RawMemory.putLong(out + 8, second);
      if (keyLength > 16) {
        for (int word = 2; word < key.length; word++) {
          RawMemory.putLong(out + 8L * word, key[word]);
        }
      }
      return out + keyLength;
    }
  }

  ObjectWriter(
      OutputBuffer buffer, boolean omitNulls, List<String> names, List<ValueWriter> values) {
    this.buffer = buffer;
    this.omitNulls = omitNulls;
    this.members = new Member[names.size()];
    for (int i = 0; i < members.length; i++) {
      members[i] = Member.of(names.get(i), values.get(i));
    }
  }

  @Override
  void bind(FieldVector vector, DictionaryProvider dictionaries) {
    super.bind(vector, dictionaries);
    bindMembers(((StructVector) vector).getChildrenFromFields(), dictionaries);
  }

  /** Turns to members that are not in a struct vector. */
  void bindMembers(List<FieldVector> vectors, DictionaryProvider dictionaries) {
    for (int i = 0; i < members.length; i++) {
      members[i].value.bind(vectors.get(i), dictionaries);
    }
  }

  @Override
  long write(int row, long out) {
    boolean first = true;
    for (Member member : members) {
      ValueWriter value = member.value;
      boolean isNull = value.isNull(row);
      if (isNull && omitNulls) {
        continue;
      }
      out = buffer.ensure(out, member.keyLength + FIXED_BYTES);
      long end = member.writeKey(out);
      if (first) {
        RawMemory.putByte(out, (byte) '{');
        first = false;
      }
      // The commonest types by name: the JIT compiler then knows what is called.
      if (isNull) {
        out = writeNull(end);
      } else if (value instanceof BytesWriter.Variable text) {
        out = text.write(row, end);
      } else if (value instanceof DictionaryWriter word) {
        out = word.write(row, end);
      } else if (value instanceof ScalarWriters.Int64 number) {
        out = number.write(row, end);
      } else {
        out = value.write(row, end);
      }
    }
    out = buffer.ensure(out, 2);
    if (first) {
      RawMemory.putByte(out++, (byte) '{');
    }
    RawMemory.putByte(out, (byte) '}');
    return out + 1;
  }

  /** A name as a string of JSON. */
  static String quoted(String name) {
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
