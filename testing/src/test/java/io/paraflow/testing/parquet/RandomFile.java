package io.paraflow.testing.parquet;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/** A file that parquet-java has written in a random way, and what it was given for that. */
final class RandomFile {
  private static final List<CompressionCodecName> CODECS =
      List.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD,
          CompressionCodecName.LZ4_RAW);

  private static final Set<PrimitiveTypeName> NO_BLOOM_FILTER =
      Set.of(PrimitiveTypeName.BOOLEAN, PrimitiveTypeName.INT96);

  final byte[] bytes;
  final MessageType schema;

  /** Where the row groups start. */
  final List<Long> groups;

  /** The values of each top-level column, by row. */
  private final Map<String, List<RandomValue>> columns;

  private final int rows;

  private RandomFile(
      Path path, MessageType schema, Map<String, List<RandomValue>> columns, int rows)
      throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path))) {
      this.groups = reader.getRowGroups().stream().map(BlockMetaData::getStartingPos).toList();
    }
    this.bytes = Files.readAllBytes(path);
    this.schema = schema;
    this.columns = columns;
    this.rows = rows;
  }

  /** Writes a file, in the place of the one that was there. */
  static RandomFile write(Path path, Random random) throws IOException {
    int rows = random.nextInt(random.nextInt(10) == 0 ? 3000 : 400);
    MessageType schema = RandomSchema.of(1 + random.nextInt(6), random);
    Map<String, List<RandomValue>> columns =
        schema.getFields().stream()
            .collect(Collectors.toMap(Type::getName, _ -> new ArrayList<>(rows)));
    Rows source = new Rows(rows, random);
    Files.deleteIfExists(path);
    try (ParquetWriter<Group> writer = writer(path, schema, rows, random)) {
      for (int row = 0; row < rows; row++) {
        Group group = new SimpleGroup(schema);
        for (Type column : schema.getFields()) {
          requireNonNull(columns.get(column.getName())).add(source.add(column, group, row));
        }
        writer.write(group);
      }
    }
    return new RandomFile(path, schema, columns, rows);
  }

  private static ParquetWriter<Group> writer(Path path, MessageType schema, int rows, Random random)
      throws IOException {
    ExampleParquetWriter.Builder builder =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withWriterVersion(
                random.nextBoolean() ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0)
            .withCompressionCodec(CODECS.get(random.nextInt(CODECS.size())))
            .withPageSize(64 << random.nextInt(10))
            .withDictionaryPageSize(64 << random.nextInt(10))
            .withPageRowCountLimit(random.nextInt(3) == 0 ? 20_000 : 1 + random.nextInt(100))
            .withRowGroupRowCountLimit(
                random.nextBoolean() ? 1 + rows : 1 + rows / 20 + random.nextInt(1 + rows))
            .withMinRowCountForPageSizeCheck(1 + random.nextInt(50))
            .withMaxRowCountForPageSizeCheck(60)
            .withPageWriteChecksumEnabled(random.nextBoolean())
            .withByteStreamSplitEncoding(random.nextInt(3) == 0)
            .withColumnIndexTruncateLength(1 + random.nextInt(64))
            .withStatisticsTruncateLength(1 + random.nextInt(64));
    for (String[] leaf : schema.getPaths()) {
      builder.withDictionaryEncoding(String.join(".", leaf), random.nextInt(4) > 0);
    }
    for (Type column : schema.getFields()) {
      if (column.isPrimitive()
          && !NO_BLOOM_FILTER.contains(column.asPrimitiveType().getPrimitiveTypeName())
          && random.nextInt(3) == 0) {
        builder.withBloomFilterNDV(column.getName(), 1 + random.nextInt(500));
      }
    }
    return builder.build();
  }

  /** How many rows there are. */
  int rows() {
    return rows;
  }

  /** The columns' names, in the file's order. */
  List<String> names() {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /** The columns that a filter can look at. */
  List<PrimitiveType> comparable() {
    return schema.getFields().stream()
        .filter(column -> column.isPrimitive() && !column.isRepetition(Repetition.REPEATED))
        .map(Type::asPrimitiveType)
        .toList();
  }

  /** A column's value in a row. */
  RandomValue value(String column, int row) {
    return requireNonNull(columns.get(column)).get(row);
  }

  /** Makes up rows, in which each column and field keeps to its habits. */
  private static final class Rows {
    private final IdentityHashMap<Type, Habits> habits = new IdentityHashMap<>();
    private final int rows;
    private final Random random;

    Rows(int rows, Random random) {
      this.rows = rows;
      this.random = random;
    }

    /** Adds what a field has in a row: one value, none or several. */
    RandomValue add(Type type, Group parent, int row) {
      Habits own = habits.computeIfAbsent(type, _ -> new Habits(type));
      return switch (type.getRepetition()) {
        case REQUIRED -> addOne(type, own, parent, row);
        case OPTIONAL ->
            own.isNull.test(row) ? RandomValue.ofNull() : addOne(type, own, parent, row);
        case REPEATED ->
            RandomValue.ofText(
                IntStream.range(0, own.count.getAsInt())
                    .mapToObj(_ -> addOne(type, own, parent, row).textWithin())
                    .collect(Collectors.joining(", ", "[", "]")));
      };
    }

    private RandomValue addOne(Type type, Habits own, Group parent, int row) {
      if (type.isPrimitive()) {
        RandomValue value = own.value.apply(row);
        value.adder().accept(parent, type.getName());
        return value;
      }
      Group group = parent.addGroup(type.getName());
      String fields =
          type.asGroupType().getFields().stream()
              .map(field -> add(field, group, row).textWithin())
              .collect(Collectors.joining(", "));
      boolean onlyWraps =
          type.getLogicalTypeAnnotation() != null
              || RandomSchema.LIST_ENTRIES.contains(type.getName());
      return RandomValue.ofText(onlyWraps ? fields : "{" + fields + "}");
    }

    /** What a field's values have in common. */
    private final class Habits {
      final IntPredicate isNull =
          any(
              List.of(
                  _ -> false,
                  _ -> true,
                  _ -> random.nextInt(4) == 0,
                  _ -> random.nextInt(40) != 0,
                  row -> row / 70 % 3 == 1 || (row / 30 % 4 == 0 && row % 2 == 0)));

      final IntSupplier count =
          any(
              List.of(
                  () -> random.nextInt(4),
                  () -> random.nextInt(random.nextInt(30) == 0 ? 100 : 3),
                  () -> random.nextInt(random.nextInt(20) == 0 ? 5 : 1)));

      final IntFunction<RandomValue> value;

      /** Values are few, new, rise by row or in runs, or are few up to a row and then new. */
      Habits(Type type) {
        if (!type.isPrimitive()) {
          value = _ -> RandomValue.ofNull();
          return;
        }
        Supplier<RandomValue> fresh = () -> RandomValue.of(type.asPrimitiveType(), random);
        List<RandomValue> pool =
            Stream.generate(fresh)
                .limit(1 + random.nextInt(random.nextBoolean() ? 8 : 300))
                .sorted(RandomValue::compare)
                .toList();
        value =
            any(
                List.of(
                    _ -> any(pool),
                    _ -> fresh.get(),
                    row -> pool.get((int) ((long) row * pool.size() / rows)),
                    row -> pool.get(row / 30 % pool.size()),
                    row -> row < rows / 3 ? any(pool) : fresh.get(),
                    row -> row < rows / 2 ? any(pool.subList(0, 1)) : fresh.get()));
      }
    }

    private <T> T any(List<T> choice) {
      return choice.get(random.nextInt(choice.size()));
    }
  }
}
