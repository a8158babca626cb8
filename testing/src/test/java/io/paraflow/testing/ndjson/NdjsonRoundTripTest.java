package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.indexer.json.JsonWriter;
import io.paraflow.indexer.json.OutputBuffer;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.ndjson.NdjsonOptions;
import io.paraflow.reader.ndjson.UnknownFields;
import io.paraflow.testing.fixtures.ArrowValues;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the writer writes, the parser reads as the same vectors. */
class NdjsonRoundTripTest {
  private static final int ROWS = 120;
  private static final int SEEDS = 20;
  private static final List<String> TEXTS =
      List.of("", "a", "\"\\\n\u0000", "é→日本😀", "x".repeat(31), "y".repeat(64), "\u2028/", " ");

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void vectorsOfAnySchemaReadBackEqual(long seed) throws IOException {
    Random random = new Random(seed);
    List<Field> fields = fields(random, 1 + random.nextInt(8), 3);
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot written = root(fields, random, allocator)) {
      byte[] content = lines(written, allocator);
      for (int sampleBytes : new int[] {1, 7, 64, 1 << 18}) {
        int rows = 1 + random.nextInt(ROWS);
        String message = "seed " + seed + ", window of " + sampleBytes + ", batches of " + rows;
        assertReads(
            fields, written, new MemoryFile(content, Latency.LOCAL), sampleBytes, rows, message);
      }
      if (seed % 5 == 0) {
        MemoryFile bytewise = new MemoryFile(oneByteMembers(content), Latency.REMOTE);
        assertReads(fields, written, bytewise, 64, ROWS, "seed " + seed + ", bytes one by one");
      }
    }
  }

  private static void assertReads(
      List<Field> fields,
      VectorSchemaRoot written,
      MemoryFile file,
      int sampleBytes,
      int batchRows,
      String message) {
    NdjsonOptions options =
        new NdjsonOptions(
            schema(fields), UnknownFields.ERROR, false, 16 << 20, 512, 1000, sampleBytes, 27);
    int rows = 0;
    try (BufferAllocator allocator = new RootAllocator(48 << 20);
        BatchReader reader =
            new NdjsonFormatProvider()
                .create(options)
                .open(
                    file,
                    ReadSpec.all(batchRows, 1 << 20),
                    allocator,
                    error -> {
                      throw new AssertionError(message + ": " + error.message());
                    })) {
      while (rows < ROWS) {
        try (Batch batch = reader.next()) {
          assertNotNull(batch, message + ", before row " + rows);
          assertEquals(fields, batch.root().getSchema().getFields(), message);
          for (int row = 0; row < batch.rowCount(); row++) {
            assertEquals(text(written, rows), text(batch.root(), row), message + ", row " + rows);
            rows++;
          }
        }
      }
      assertNull(reader.next(), message);
    }
  }

  private static List<String> text(VectorSchemaRoot root, int row) {
    return root.getFieldVectors().stream().map(vector -> ArrowValues.text(vector, row)).toList();
  }

  private static byte[] lines(VectorSchemaRoot root, BufferAllocator allocator) {
    try (OutputBuffer buffer = new OutputBuffer(allocator, 1024)) {
      JsonWriter writer = new JsonWriter(buffer, false);
      writer.bind(root, new MapDictionaryProvider());
      for (int row = 0; row < ROWS; row++) {
        writer.writeRow(row);
        buffer.append((byte) '\n');
      }
      byte[] bytes = new byte[buffer.content().remaining()];
      buffer.content().get(bytes);
      return bytes;
    }
  }

  /** Bytes as so many gzip members, of which each is read by itself. */
  private static byte[] oneByteMembers(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte b : content) {
      try (GZIPOutputStream member = new GZIPOutputStream(file)) {
        member.write(b);
      }
    }
    return file.toByteArray();
  }

  private static String schema(List<Field> fields) {
    List<String> columns =
        fields.stream().map(field -> field.getName() + ":" + type(field)).toList();
    return String.join(",", columns);
  }

  private static String type(Field field) {
    return switch (field.getType()) {
      case ArrowType.Bool _ -> "bool";
      case ArrowType.Int type -> type.getIsSigned() ? "int64" : "uint64";
      case ArrowType.FloatingPoint _ -> "double";
      case ArrowType.Utf8 _ -> "string";
      case ArrowType.Struct _ -> "struct<" + schema(field.getChildren()) + ">";
      case ArrowType.List _ -> "list<" + type(field.getChildren().getFirst()) + ">";
      default -> throw new AssertionError(field);
    };
  }

  private static List<Field> fields(Random random, int count, int depth) {
    return IntStream.range(0, count).mapToObj(i -> field("c" + i, random, depth)).toList();
  }

  private static Field field(String name, Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 8)) {
      case 0 -> Field.nullable(name, ArrowType.Bool.INSTANCE);
      case 1 -> Field.nullable(name, new ArrowType.Int(64, true));
      case 2 -> Field.nullable(name, new ArrowType.Int(64, false));
      case 3 -> Field.nullable(name, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
      case 4, 5 -> Field.nullable(name, ArrowType.Utf8.INSTANCE);
      case 6 ->
          new Field(
              name,
              FieldType.nullable(ArrowType.Struct.INSTANCE),
              fields(random, 1 + random.nextInt(4), depth - 1));
      default ->
          new Field(
              name,
              FieldType.nullable(ArrowType.List.INSTANCE),
              List.of(field("item", random, depth - 1)));
    };
  }

  private static VectorSchemaRoot root(
      List<Field> fields, Random random, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    for (Field field : fields) {
      FieldVector vector = field.createVector(allocator);
      fill(vector, ROWS, random);
      vectors.add(vector);
    }
    return new VectorSchemaRoot(vectors);
  }

  /** Fills a vector, one value in six being null. */
  private static void fill(FieldVector vector, int count, Random random) {
    vector.setInitialCapacity(count);
    vector.allocateNew();
    int elements = vector instanceof StructVector ? count : 0;
    for (int row = 0; row < count; row++) {
      if (random.nextInt(6) == 0) {
        vector.setNull(row);
        continue;
      }
      switch (vector) {
        case BitVector bits -> bits.setSafe(row, random.nextInt(2));
        case BigIntVector longs -> longs.setSafe(row, random.nextLong() >> random.nextInt(64));
        case UInt8Vector longs -> longs.setSafe(row, random.nextLong() >>> random.nextInt(64));
        case Float8Vector doubles -> doubles.setSafe(row, number(random));
        case VarCharVector texts -> texts.setSafe(row, string(random).getBytes(UTF_8));
        case StructVector struct -> struct.setIndexDefined(row);
        case ListVector list -> {
          int size = random.nextInt(4);
          list.startNewValue(row);
          list.endValue(row, size);
          elements += size;
        }
        default -> throw new AssertionError(vector.getField());
      }
    }
    for (FieldVector child : vector.getChildrenFromFields()) {
      fill(child, elements, random);
    }
    vector.setValueCount(count);
  }

  private static double number(Random random) {
    double any = Double.longBitsToDouble(random.nextLong());
    return random.nextBoolean() && Double.isFinite(any)
        ? any
        : random.nextInt(2_000_000) / 1000.0 - 1000;
  }

  private static String string(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(TEXTS.get(random.nextInt(TEXTS.size())));
    }
    return text.toString();
  }
}
