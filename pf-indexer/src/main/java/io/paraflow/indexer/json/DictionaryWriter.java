package io.paraflow.indexer.json;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Writes the dictionary's values for a column of indices. */
final class DictionaryWriter extends ValueWriter {
  private final ValueWriters writers;
  private final String path;
  private final long id;
  private final int indexBytes;
  private final boolean signed;
  private final IndexNulls indexNulls = new IndexNulls();
  private @Nullable Field field;
  private ValueWriter values = indexNulls;
  private long indices;

  DictionaryWriter(
      ValueWriters writers, String path, DictionaryEncoding encoding, ArrowType.Int indexType) {
    this.writers = writers;
    this.path = path;
    this.id = encoding.getId();
    this.indexBytes = indexType.getBitWidth() / 8;
    this.signed = indexType.getIsSigned();
  }

  @Override
  void bind(FieldVector vector, DictionaryProvider dictionaries) {
    Dictionary dictionary = dictionaries.lookup(id);
    if (dictionary == null) {
      throw new IngestException(
          ErrorCode.UNSUPPORTED,
          "column %s is encoded by dictionary %d, which did not come with it".formatted(path, id));
    }
    if (!dictionary.getVector().getField().equals(field)) {
      field = dictionary.getVector().getField();
      values = writers.of(path, field);
    }
    values.bind(dictionary.getVector(), dictionaries);
    indices = vector.getDataBufferAddress();
    super.bind(vector, dictionaries);
    if (dictionary.getVector().getNullCount() > 0) {
      indexNulls.bind(vector, dictionaries);
      askForNulls();
    }
  }

  @Override
  boolean isNullAt(int row) {
    return indexNulls.isNull(row) || values.isNull(index(row));
  }

  @Override
  long write(int row, long out) {
    int index = index(row);
    return values instanceof BytesWriter.Variable text
        ? text.write(index, out)
        : values.write(index, out);
  }

  private int index(int row) {
    if (indexBytes == 4) {
      return RawMemory.getInt(indices + 4L * row);
    }
    return switch (indexBytes) {
      case 1 -> signed ? RawMemory.getByte(indices + row) : RawMemory.getByte(indices + row) & 0xFF;
      case 2 -> {
        short index = RawMemory.getShort(indices + 2L * row);
        yield signed ? index : Short.toUnsignedInt(index);
      }
      default -> (int) RawMemory.getLong(indices + 8L * row);
    };
  }

  /** Which indices are null. */
  private static final class IndexNulls extends ValueWriter {
    @Override
    long write(int row, long out) {
      throw new IllegalStateException("has no values");
    }
  }
}
