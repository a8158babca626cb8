package io.paraflow.indexer.json;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;

/** Writes maps whose keys are text as objects, their entries in order; keys are not compared. */
final class MapWriter extends ValueWriter {
  private final OutputBuffer buffer;
  private final boolean omitNulls;
  private final String path;
  private final ValueWriter key;
  private final ValueWriter value;
  private long offsets;

  MapWriter(
      OutputBuffer buffer, boolean omitNulls, String path, ValueWriter key, ValueWriter value) {
    this.buffer = buffer;
    this.omitNulls = omitNulls;
    this.path = path;
    this.key = key;
    this.value = value;
  }

  @Override
  void bind(FieldVector vector, DictionaryProvider dictionaries) {
    super.bind(vector, dictionaries);
    offsets = vector.getOffsetBufferAddress();
    List<FieldVector> entry = vector.getChildrenFromFields().getFirst().getChildrenFromFields();
    FieldVector keys = entry.getFirst();
    key.bind(keys, dictionaries);
    if (keys.getField().getDictionary() != null) {
      Field values =
          dictionaries.lookup(keys.getField().getDictionary().getId()).getVector().getField();
      if (!ValueWriters.isText(values)) {
        throw new IngestException(
            ErrorCode.UNSUPPORTED,
            "column %s: dictionary-encoded keys of type %s cannot be written as JSON"
                .formatted(path, values.getType()));
      }
    }
    value.bind(entry.getLast(), dictionaries);
  }

  @Override
  long write(int row, long out) {
    long at = offsets + 4L * row;
    int end = RawMemory.getInt(at + 4);
    RawMemory.putByte(out++, (byte) '{');
    boolean first = true;
    for (int i = RawMemory.getInt(at); i < end; i++) {
      boolean isNull = value.isNull(i);
      if (isNull && omitNulls) {
        continue;
      }
      out = buffer.ensure(out, FIXED_BYTES);
      if (!first) {
        RawMemory.putByte(out++, (byte) ',');
      }
      first = false;
      out = key.write(i, out);
      out = buffer.ensure(out, FIXED_BYTES + 1);
      RawMemory.putByte(out++, (byte) ':');
      out = isNull ? writeNull(out) : value.write(i, out);
    }
    out = buffer.ensure(out, 1);
    RawMemory.putByte(out, (byte) '}');
    return out + 1;
  }
}
