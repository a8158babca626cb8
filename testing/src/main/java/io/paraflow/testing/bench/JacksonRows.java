package io.paraflow.testing.bench;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import io.paraflow.core.batch.Ordinals;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;

/**
 * What one writes with Jackson's streaming generator when speed counts: names encoded once, text
 * passed on as UTF-8. The types are those of the log lines.
 */
final class JacksonRows {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private static final SerializableString INDEX = new SerializedString("index");
  private static final SerializableString TARGET = new SerializedString("_index");
  private static final SerializableString ID = new SerializedString("_id");
  private static final String ZEROS = "0".repeat(13);

  private byte[] bytes = new byte[1024];

  /** Writes one value of a vector. */
  @FunctionalInterface
  private interface Value {
    void write(JsonGenerator out, int row) throws IOException;
  }

  /** A member of an object. */
  private record Member(SerializableString name, FieldVector vector, Value value) {}

  /** Writes all rows as JSON lines. */
  void write(VectorSchemaRoot root, OutputStream target) throws IOException {
    List<Member> members = members(root.getFieldVectors());
    try (JsonGenerator out = JSON.createGenerator(target, JsonEncoding.UTF8)) {
      out.setRootValueSeparator(null);
      for (int row = 0; row < root.getRowCount(); row++) {
        writeObject(out, members, row);
        out.writeRaw('\n');
      }
    }
  }

  /**
   * Writes all rows as the body of a bulk request.
   *
   * @param idStart what ids begin with, before the ordinal
   */
  void writeBulk(
      VectorSchemaRoot root, Ordinals ordinals, String index, String idStart, OutputStream target)
      throws IOException {
    List<Member> members = members(root.getFieldVectors());
    SerializedString name = new SerializedString(index);
    try (JsonGenerator out = JSON.createGenerator(target, JsonEncoding.UTF8)) {
      out.setRootValueSeparator(null);
      for (int row = 0; row < root.getRowCount(); row++) {
        String ordinal = Long.toString(ordinals.of(row), 36);
        out.writeStartObject();
        out.writeFieldName(INDEX);
        out.writeStartObject();
        out.writeFieldName(TARGET);
        out.writeString(name);
        out.writeFieldName(ID);
        out.writeString(idStart + ZEROS.substring(ordinal.length()) + ordinal);
        out.writeEndObject();
        out.writeEndObject();
        out.writeRaw('\n');
        writeObject(out, members, row);
        out.writeRaw('\n');
      }
    }
  }

  private List<Member> members(List<FieldVector> vectors) {
    List<Member> members = new ArrayList<>();
    for (FieldVector vector : vectors) {
      members.add(new Member(new SerializedString(vector.getName()), vector, value(vector)));
    }
    return members;
  }

  private static void writeObject(JsonGenerator out, List<Member> members, int row)
      throws IOException {
    out.writeStartObject();
    for (Member member : members) {
      out.writeFieldName(member.name());
      if (member.vector().isNull(row)) {
        out.writeNull();
      } else {
        member.value().write(out, row);
      }
    }
    out.writeEndObject();
  }

  private Value value(FieldVector vector) {
    return switch (vector) {
      case BigIntVector longs -> (out, row) -> out.writeNumber(longs.get(row));
      case Float8Vector doubles -> (out, row) -> out.writeNumber(doubles.get(row));
      case BitVector bits -> (out, row) -> out.writeBoolean(bits.get(row) != 0);
      case VarCharVector texts -> (out, row) -> writeText(out, texts, row);
      case StructVector struct -> {
        List<Member> members = members(struct.getChildrenFromFields());
        yield (out, row) -> writeObject(out, members, row);
      }
      default -> throw new IllegalArgumentException("No way to write " + vector);
    };
  }

  private void writeText(JsonGenerator out, VarCharVector texts, int row) throws IOException {
    ArrowBuf data = texts.getDataBuffer();
    int start = texts.getStartOffset(row);
    int length = texts.getEndOffset(row) - start;
    if (bytes.length < length) {
      bytes = new byte[length * 2];
    }
    data.getBytes(start, bytes, 0, length);
    out.writeUTF8String(bytes, 0, length);
  }
}
