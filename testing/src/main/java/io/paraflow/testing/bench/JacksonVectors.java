package io.paraflow.testing.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What one writes with Jackson's streaming parser when speed counts: tokens straight into vectors,
 * without a tree. The schema is that of the log lines; other fields are skipped.
 */
final class JacksonVectors {
  private static final int BATCH_ROWS = 8192;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType INTEGER = new ArrowType.Int(64, true);
  private static final ArrowType DOUBLE =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

  private final VectorSchemaRoot root;
  private final Map<String, Column> columns;
  private byte[] bytes = new byte[1024];

  private JacksonVectors(BufferAllocator allocator) {
    root = VectorSchemaRoot.create(schema(), allocator);
    columns = columns(root.getFieldVectors());
  }

  /** Puts the parser's current value into a vector. */
  @FunctionalInterface
  private interface Column {
    void put(JsonParser parser, int row) throws IOException;
  }

  /** The schema of the log lines. */
  static Schema schema() {
    return new Schema(
        LogColumns.NAMES.stream()
            .map(
                name ->
                    switch (name) {
                      case "status", "bytes" -> Field.nullable(name, INTEGER);
                      case "duration_ms" -> Field.nullable(name, DOUBLE);
                      case "cached" -> Field.nullable(name, ArrowType.Bool.INSTANCE);
                      case "metadata" ->
                          new Field(
                              name,
                              FieldType.nullable(ArrowType.Struct.INSTANCE),
                              List.of(
                                  Field.nullable("region", TEXT),
                                  Field.nullable("version", TEXT),
                                  Field.nullable("retry", INTEGER)));
                      default -> Field.nullable(name, TEXT);
                    })
            .toList());
  }

  /** Reads records; the batches are only lent. */
  static void read(InputStream in, BufferAllocator allocator, Consumer<VectorSchemaRoot> each)
      throws IOException {
    JacksonVectors vectors = new JacksonVectors(allocator);
    try (VectorSchemaRoot root = vectors.root;
        JsonParser parser = JSON.createParser(in)) {
      int rows = 0;
      while (parser.nextToken() != null) {
        putMembers(parser, vectors.columns, rows++);
        if (rows == BATCH_ROWS) {
          deliver(root, rows, each);
          rows = 0;
        }
      }
      deliver(root, rows, each);
    }
  }

  private static void deliver(VectorSchemaRoot root, int rows, Consumer<VectorSchemaRoot> each) {
    root.setRowCount(rows);
    each.accept(root);
    root.getFieldVectors().forEach(FieldVector::reset);
  }

  private static void putMembers(JsonParser parser, Map<String, Column> columns, int row)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Column column = columns.get(parser.currentName());
      JsonToken value = parser.nextToken();
      if (column == null) {
        parser.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        column.put(parser, row);
      }
    }
  }

  private Map<String, Column> columns(List<FieldVector> vectors) {
    Map<String, Column> byName = new HashMap<>();
    for (FieldVector vector : vectors) {
      byName.put(vector.getName(), column(vector));
    }
    return byName;
  }

  private Column column(FieldVector vector) {
    return switch (vector) {
      case BigIntVector longs -> (parser, row) -> longs.setSafe(row, parser.getLongValue());
      case Float8Vector doubles -> (parser, row) -> doubles.setSafe(row, parser.getDoubleValue());
      case BitVector bits -> (parser, row) -> bits.setSafe(row, parser.getBooleanValue() ? 1 : 0);
      case VarCharVector texts -> (parser, row) -> putText(parser, texts, row);
      case StructVector struct -> {
        Map<String, Column> members = columns(struct.getChildrenFromFields());
        yield (parser, row) -> {
          struct.setIndexDefined(row);
          putMembers(parser, members, row);
        };
      }
      default -> throw new IllegalArgumentException("No column for " + vector);
    };
  }

  private void putText(JsonParser parser, VarCharVector texts, int row) throws IOException {
    char[] chars = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    int length = parser.getTextLength();
    if (bytes.length < length) {
      bytes = new byte[length * 2];
    }
    int seen = 0;
    for (int i = 0; i < length; i++) {
      char c = chars[offset + i];
      bytes[i] = (byte) c;
      seen |= c;
    }
    if (seen < 0x80) {
      texts.setSafe(row, bytes, 0, length);
    } else {
      texts.setSafe(row, new String(chars, offset, length).getBytes(StandardCharsets.UTF_8));
    }
  }
}
