package io.paraflow.indexer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
  private static final int ROWS = 300;

  private final ObjectMapper mapper =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void everythingIsReleased() {
    allocator.close();
  }

  static List<ArrowType> flatTypes() {
    return RandomColumns.flatTypes();
  }

  @ParameterizedTest
  @MethodSource("flatTypes")
  void everyTypeReadsBackAsWhatArrowHolds(ArrowType type) throws Exception {
    RandomColumns columns = new RandomColumns(new Random(1));
    assertReadsBack("seed 1", List.of(columns.vector(Field.nullable("c", type), ROWS, allocator)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void anySchemaReadsBackAsWhatArrowHolds(long seed) throws Exception {
    Random random = new Random(seed);
    RandomColumns columns = new RandomColumns(random);
    List<FieldVector> vectors = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      vectors.add(columns.vector(columns.field("c" + i, 3), ROWS, allocator));
    }
    assertReadsBack("seed " + seed, vectors);
  }

  private void assertReadsBack(String seed, List<FieldVector> vectors) throws Exception {
    try (VectorSchemaRoot root = new VectorSchemaRoot(vectors)) {
      for (boolean omitNulls : new boolean[] {false, true}) {
        List<String> lines = lines(root, omitNulls);
        ExpectedValues expected = new ExpectedValues(omitNulls);
        for (int row = 0; row < root.getRowCount(); row++) {
          assertEquals(
              normal(expected.row(root, row)),
              normal(parsed(lines.get(row))),
              seed + ", row " + row + ": " + root.getSchema() + "\n" + lines.get(row));
        }
      }
    }
  }

  private List<String> lines(VectorSchemaRoot root, boolean omitNulls) throws Exception {
    List<String> lines = new ArrayList<>();
    try (OutputBuffer buffer = new OutputBuffer(allocator, 1)) {
      JsonWriter writer = new JsonWriter(buffer, omitNulls);
      writer.bind(root, new MapDictionaryProvider());
      for (int row = 0; row < root.getRowCount(); row++) {
        writer.writeRow(row);
        lines.add(text(buffer));
        buffer.clear();
      }
    }
    return lines;
  }

  /** The content, which must be UTF-8. */
  private static String text(OutputBuffer buffer) throws Exception {
    ByteBuffer content = buffer.content();
    return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
  }

  private Map<String, @Nullable Object> parsed(String line) throws Exception {
    JsonNode node =
        mapper
            .reader()
            .with(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .readTree(line);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    node.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue())));
    return members;
  }

  private @Nullable Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      node.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue())));
      return members;
    }
    if (node.isArray()) {
      List<@Nullable Object> elements = new ArrayList<>();
      node.forEach(element -> elements.add(plain(element)));
      return elements;
    }
    if (node.isNumber()) {
      return node.decimalValue();
    }
    return node.isNull()
        ? null
        : node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
  }

  /** The order of members counts; 1.0 and 1.00 are one number. */
  private static @Nullable Object normal(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> members -> {
        List<@Nullable Object> pairs = new ArrayList<>();
        members.forEach(
            (name, member) -> {
              pairs.add(name);
              pairs.add(normal(member));
            });
        yield pairs;
      }
      case List<?> elements -> elements.stream().map(JsonWriterTest::normal).toList();
      case BigDecimal number -> number.stripTrailingZeros();
      case ExpectedValues.NotANumber _ -> null;
      default -> value;
    };
  }
}
