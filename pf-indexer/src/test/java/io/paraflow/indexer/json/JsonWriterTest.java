package io.paraflow.indexer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.StringWriter;
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
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
  private static final int ROWS = 150;

  private final ObjectMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();
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

  @Test
  void nullsAreKeptOrLeftOut() throws Exception {
    try (VectorSchemaRoot root =
        root(nullable("a", null), nullable("b", "x"), nullable("c", null))) {
      assertEquals(List.of("{\"a\":null,\"b\":\"x\",\"c\":null}"), lines(root, false));
      assertEquals(List.of("{\"b\":\"x\"}"), lines(root, true));
    }
    try (VectorSchemaRoot root = root(nullable("a", null))) {
      assertEquals(List.of("{}"), lines(root, true));
    }
    try (VectorSchemaRoot root = new VectorSchemaRoot(List.<FieldVector>of())) {
      root.setRowCount(1);
      assertEquals(List.of("{}"), lines(root, false));
    }
  }

  @Test
  void anyNameIsAKey() throws Exception {
    List<String> names = new ArrayList<>(List.of("", "\"", "\\", "a\nb\u0000", "é日😀", "\ud800"));
    for (int length = 1; length < 40; length++) {
      names.add("k".repeat(length));
    }
    FieldVector[] columns =
        names.stream().map(name -> nullable(name, name)).toArray(FieldVector[]::new);
    try (VectorSchemaRoot root = root(columns)) {
      Map<String, @Nullable Object> row = parsed(lines(root, false).getFirst());
      List<String> expected = names.stream().map(name -> name.replace('\ud800', '\ufffd')).toList();
      assertEquals(expected, List.copyOf(row.keySet()));
    }
  }

  @Test
  void dictionaryEncodedColumnsAreTheirValues() throws Exception {
    MapDictionaryProvider dictionaries = new MapDictionaryProvider();
    for (int bits = 8; bits <= 64; bits *= 2) {
      for (boolean signed : new boolean[] {true, false}) {
        ArrowType.Int indexType = new ArrowType.Int(bits, signed);
        VarCharVector words = new VarCharVector("words", allocator);
        words.allocateNew();
        for (int i = 0; i < 200; i++) {
          if (i != 100) {
            words.setSafe(i, ("word " + i).getBytes(StandardCharsets.UTF_8));
          }
        }
        words.setValueCount(200);
        DictionaryEncoding encoding = new DictionaryEncoding(bits, false, indexType);
        dictionaries.put(new Dictionary(words, encoding));
        FieldVector indices =
            new Field("d", new FieldType(true, indexType, encoding), List.of())
                .createVector(allocator);
        int last = bits == 8 && signed ? 127 : 199;
        indices.allocateNew();
        ((BaseIntVector) indices).setWithPossibleTruncate(0, 5);
        ((BaseIntVector) indices).setWithPossibleTruncate(1, last);
        ((BaseIntVector) indices).setWithPossibleTruncate(2, 100);
        indices.setNull(3);
        indices.setValueCount(4);
        try (words;
            VectorSchemaRoot root = new VectorSchemaRoot(List.of(indices))) {
          assertEquals(
              List.of(
                  "{\"d\":\"word 5\"}",
                  "{\"d\":\"word " + last + "\"}",
                  "{\"d\":null}",
                  "{\"d\":null}"),
              lines(root, false, dictionaries));
          assertEquals("{}", lines(root, true, dictionaries).get(2));
        }
      }
    }
  }

  @Test
  void aDictionaryThatIsMissingIsRefusedByColumn() {
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(32, true));
    Field field =
        new Field("d", new FieldType(true, new ArrowType.Int(32, true), encoding), List.of());
    assertRefused(field, "column d", "dictionary 7");
  }

  @Test
  void typesWithoutAFormAreRefusedByColumn() {
    Field child = Field.nullable("x", new ArrowType.Utf8());
    Field dense =
        RandomColumns.parent(
            "u", new ArrowType.Union(UnionMode.Dense, new int[] {0}), List.of(child));
    assertRefused(dense, "column u", "Union");
    assertRefused(
        RandomColumns.parent(
            "s", new ArrowType.Union(UnionMode.Sparse, new int[] {0}), List.of(child)),
        "column s",
        "Union");
    assertRefused(
        RandomColumns.parent("outer", new ArrowType.Struct(), List.of(dense)),
        "column outer.u",
        "Union");
    assertRefused(
        RandomColumns.parent("list", new ArrowType.List(), List.of(dense)),
        "column list[]",
        "Union");
    assertRefused(
        RandomColumns.parent(
            "r",
            new ArrowType.RunEndEncoded(),
            List.of(Field.notNullable("run_ends", new ArrowType.Int(32, true)), child)),
        "column r",
        "RunEndEncoded");
  }

  @Test
  void twoColumnsOfOneNameAreRefused() {
    try (VectorSchemaRoot root = root(nullable("a", "1"), nullable("a", "2"))) {
      IngestException refused = assertThrows(IngestException.class, () -> lines(root, false));
      assertEquals(ErrorCode.UNSUPPORTED, refused.code());
      assertTrue(refused.getMessage().contains("column a occurs twice"), refused.getMessage());
    }
  }

  @Test
  void aRowThatDoesNotFitLeavesTheOthers() throws Exception {
    try (VectorSchemaRoot root = root(nullable("a", "x"), nullable("b", "y".repeat(100_000)));
        BufferAllocator small = allocator.newChildAllocator("small", 0, 64 << 10);
        OutputBuffer buffer = new OutputBuffer(small, 1024)) {
      JsonWriter writer = new JsonWriter(buffer, false);
      buffer.append("before".getBytes(StandardCharsets.UTF_8));
      writer.bind(root, new MapDictionaryProvider());
      IngestException refused = assertThrows(IngestException.class, () -> writer.writeRow(0));
      assertEquals(ErrorCode.RECORD_TOO_LARGE, refused.code());
      assertEquals("before", text(buffer));
      try (VectorSchemaRoot other = root(nullable("a", "x"))) {
        writer.bind(other, new MapDictionaryProvider());
        writer.writeRow(0);
        assertEquals("before{\"a\":\"x\"}", text(buffer));
      }
    }
  }

  @Test
  void aBufferThatGrewGivesBackWhatItGrewBy() throws Exception {
    try (VectorSchemaRoot root = root(nullable("a", "y".repeat(1_000_000)));
        OutputBuffer buffer = new OutputBuffer(allocator, 1024)) {
      long before = allocator.getAllocatedMemory();
      JsonWriter writer = new JsonWriter(buffer, false);
      writer.bind(root, new MapDictionaryProvider());
      writer.writeRow(0);
      assertEquals(1_000_000 + "{'a':''}".length(), buffer.length());
      buffer.clear();
      assertEquals(before, allocator.getAllocatedMemory());
    }
  }

  @Test
  void indentedTextIsTheSameDocumentAsJacksonIndentsIt() throws Exception {
    Random random = new Random(9);
    RandomColumns columns = new RandomColumns(random);
    List<FieldVector> vectors = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      vectors.add(columns.vector(columns.field("c" + i, 3), ROWS, allocator));
    }
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));
    try (VectorSchemaRoot root = new VectorSchemaRoot(vectors);
        OutputBuffer compact = new OutputBuffer(allocator, 1);
        OutputBuffer indented = new OutputBuffer(allocator, 1)) {
      JsonWriter writer = new JsonWriter(compact, false);
      writer.bind(root, new MapDictionaryProvider());
      for (int row = 0; row < root.getRowCount(); row++) {
        writer.writeRow(row);
        JsonIndenter.append(compact, indented);
        assertEquals(retold(text(compact), printer), text(indented));
        compact.clear();
        indented.clear();
      }
    }
  }

  /** The same tokens in the same words, laid out by Jackson. */
  private String retold(String json, DefaultPrettyPrinter printer) throws Exception {
    StringWriter text = new StringWriter();
    try (JsonParser parser = mapper.createParser(json);
        JsonGenerator generator =
            mapper.createGenerator(text).setPrettyPrinter(printer.createInstance())) {
      while (parser.nextToken() != null) {
        if (parser.currentToken().isNumeric()) {
          generator.writeNumber(parser.getText());
        } else {
          generator.copyCurrentEvent(parser);
        }
      }
    }
    return text.toString();
  }

  private void assertRefused(Field field, String... words) {
    FieldVector vector = field.createVector(allocator);
    vector.setValueCount(0);
    try (VectorSchemaRoot root = new VectorSchemaRoot(List.of(field), List.of(vector), 0)) {
      IngestException refused = assertThrows(IngestException.class, () -> lines(root, false));
      assertEquals(ErrorCode.UNSUPPORTED, refused.code());
      for (String word : words) {
        assertTrue(refused.getMessage().contains(word), refused.getMessage());
      }
    }
  }

  private VectorSchemaRoot root(FieldVector... columns) {
    return new VectorSchemaRoot(List.of(columns));
  }

  /** A column of one text. */
  private FieldVector nullable(String name, @Nullable String value) {
    VarCharVector column = new VarCharVector(name, allocator);
    column.allocateNew();
    if (value != null) {
      column.setSafe(0, value.getBytes(StandardCharsets.UTF_8));
    }
    column.setValueCount(1);
    return column;
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
    return lines(root, omitNulls, new MapDictionaryProvider());
  }

  private List<String> lines(
      VectorSchemaRoot root, boolean omitNulls, DictionaryProvider dictionaries) throws Exception {
    List<String> lines = new ArrayList<>();
    try (OutputBuffer buffer = new OutputBuffer(allocator, 1)) {
      JsonWriter writer = new JsonWriter(buffer, omitNulls);
      writer.bind(root, dictionaries);
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
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
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
