package io.paraflow.testing.ndjson;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** The slow and plain way from vectors to JSON. */
final class VectorJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private VectorJson() {}

  /** A row as an object, without the members that are null. */
  static ObjectNode row(VectorSchemaRoot root, int row) {
    return object(root.getFieldVectors(), row);
  }

  private static ObjectNode object(List<FieldVector> fields, int row) {
    ObjectNode object = NODES.objectNode();
    for (FieldVector field : fields) {
      if (!field.isNull(row)) {
        object.set(field.getName(), value(field, row));
      }
    }
    return object;
  }

  private static JsonNode value(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return NODES.nullNode();
    }
    return switch (vector) {
      case BitVector bits -> NODES.booleanNode(bits.get(row) != 0);
      case BigIntVector longs -> NODES.numberNode(longs.get(row));
      case UInt8Vector unsigned -> NODES.numberNode(unsigned.getObjectNoOverflow(row));
      case Float8Vector doubles -> NODES.numberNode(doubles.get(row));
      case VarCharVector texts ->
          NODES.textNode(new String(texts.get(row), StandardCharsets.UTF_8));
      case StructVector struct -> object(struct.getChildrenFromFields(), row);
      case ListVector list -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
          array.add(value(list.getDataVector(), i));
        }
        yield array;
      }
      default -> throw new IllegalArgumentException(vector.getField().toString());
    };
  }
}
