package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.ExactFilter;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.file.RowFilter.Condition;
import io.paraflow.core.file.RowFilter.Operator;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.testing.fixtures.ArrowValues;
import io.paraflow.testing.fixtures.GuardedMemory;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random files, read in random ways, have the values that were written, in the wanted rows. */
class ParquetPropertyTest {
  private static final long FIRST_SEED = 1600;
  private static final int SEEDS = Boolean.getBoolean("pf.big") ? 3000 : 150;
  private static final int WAYS = 5;
  private static final long MEMORY_BYTES = 256L << 20;

  @TempDir private Path folder;

  /**
   * How a file is read.
   *
   * @param spec what of it, without the filter's columns where they are not wanted
   * @param constants what the filter's conditions compare with
   * @param cuts where the ranges meet in which it is read
   */
  private record Way(
      ReadSpec spec,
      List<RandomValue> constants,
      List<Long> cuts,
      Latency latency,
      long memoryBytes) {
    static Way of(RandomFile file, Random random) {
      List<String> columns = new ArrayList<>();
      if (random.nextBoolean()) {
        columns.addAll(file.names());
        Collections.shuffle(columns, random);
        columns.subList(1 + random.nextInt(columns.size()), columns.size()).clear();
      }
      List<Condition> conditions = new ArrayList<>();
      List<RandomValue> constants = new ArrayList<>();
      List<PrimitiveType> comparable = file.comparable();
      for (int i = random.nextInt(4); i > 0 && !comparable.isEmpty(); i--) {
        PrimitiveType column = any(comparable, random);
        RandomValue constant = constant(file, column, random);
        Operator operator = any(List.of(Operator.values()), random);
        conditions.add(new Condition(column.getName(), operator, constant.literal()));
        constants.add(constant);
      }
      ReadSpec spec =
          new ReadSpec(
              1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 3000),
              1 + random.nextInt(random.nextInt(3) == 0 ? 5000 : 1 << 20),
              columns,
              conditions.isEmpty() ? null : new RowFilter(conditions),
              ByteRange.ALL,
              random.nextBoolean());
      return new Way(
          spec,
          constants,
          random.nextInt(4) == 0 ? cuts(file, random) : List.of(),
          any(List.of(Latency.values()), random),
          random.nextInt(4) == 0 ? (1 + random.nextLong(6)) << 20 : MEMORY_BYTES);
    }

    private static RandomValue constant(RandomFile file, PrimitiveType column, Random random) {
      RandomValue value =
          file.rows() == 0 || random.nextInt(4) == 0
              ? RandomValue.ofNull()
              : file.value(column.getName(), random.nextInt(file.rows()));
      return value.isComparable() ? value : RandomValue.of(column, random);
    }

    /** Some anywhere, some next to where a row group starts. */
    private static List<Long> cuts(RandomFile file, Random random) {
      TreeSet<Long> cuts = new TreeSet<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        cuts.add(
            random.nextBoolean() || file.groups.isEmpty()
                ? random.nextLong(file.bytes.length)
                : any(file.groups, random) + random.nextInt(3) - 1);
      }
      return List.copyOf(cuts);
    }

    private static <T> T any(List<T> choice, Random random) {
      return choice.get(random.nextInt(choice.size()));
    }

    /** What the reader is asked for. */
    ReadSpec readSpec() {
      return spec.columns().isEmpty() || spec.filter() == null
          ? spec
          : spec.withColumns(
              Stream.concat(spec.columns().stream(), spec.filter().columns().stream())
                  .distinct()
                  .toList());
    }

    /** The numbers of the rows that the filter lets through. */
    IntStream wanted(RandomFile file) {
      return IntStream.range(0, file.rows()).filter(row -> isWanted(file, row));
    }

    private boolean isWanted(RandomFile file, int row) {
      List<Condition> conditions = spec.filter() == null ? List.of() : spec.filter().conditions();
      for (int i = 0; i < constants.size(); i++) {
        Condition condition = conditions.get(i);
        RandomValue value = file.value(condition.column(), row);
        if (!value.isComparable()
            || !condition.operator().accepts(value.compare(constants.get(i)))) {
          return false;
        }
      }
      return true;
    }

    List<ByteRange> ranges() {
      List<ByteRange> ranges = new ArrayList<>();
      long start = 0;
      for (long cut : cuts) {
        ranges.add(new ByteRange(start, cut));
        start = cut;
      }
      ranges.add(new ByteRange(start, Long.MAX_VALUE));
      return ranges;
    }

    Way withMemory(long bytes) {
      return new Way(spec, constants, cuts, latency, bytes);
    }
  }

  @Test
  void equalToWhatWasWritten() throws IOException {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      Random random = new Random(seed);
      RandomFile file = RandomFile.write(folder.resolve("random.parquet"), random);
      for (int i = 0; i < WAYS; i++) {
        Way way = Way.of(file, random);
        try {
          assertRead(file, way);
        } catch (RuntimeException | Error e) {
          throw new AssertionError(
              "seed %d, way %d: %s, %s".formatted(seed, i, way, file.schema), e);
        }
      }
    }
  }

  /** Too little memory is refused, and what the refusal asks for suffices. */
  private static void assertRead(RandomFile file, Way way) {
    IngestException refusal = read(file, way);
    if (refusal != null) {
      assertTrue(way.memoryBytes < MEMORY_BYTES, () -> "" + refusal);
      assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal.code());
      long more =
          refusal.getCause() instanceof OutOfMemoryException
              ? MEMORY_BYTES
              : ParquetUnderTest.memoryAskedFor(refusal);
      assertTrue(more > way.memoryBytes, refusal.getMessage());
      assertNull(read(file, way.withMemory(more)));
    }
  }

  /**
   * Reads all ranges.
   *
   * @return why one cannot be read; null when all rows were there
   */
  private static @Nullable IngestException read(RandomFile file, Way way) {
    MemoryFile content = new MemoryFile(file.bytes, way.latency);
    PrimitiveIterator.OfInt wanted = way.wanted(file).iterator();
    for (ByteRange range : way.ranges()) {
      try (BufferAllocator allocator = allocator(way)) {
        try (BatchReader reader =
            ParquetUnderTest.open(content, way.readSpec().of(range), allocator)) {
          assertRows(file, way, reader, wanted);
        } catch (IngestException e) {
          return e;
        } catch (OutOfMemoryException e) {
          return MemoryShortage.failure("the file", allocator, e);
        }
      }
    }
    assertFalse(wanted.hasNext(), "rows are missing at the end");
    return null;
  }

  /** Where there is enough memory, it is garbage before it is written, and guarded. */
  private static BufferAllocator allocator(Way way) {
    return way.memoryBytes == MEMORY_BYTES
        ? GuardedMemory.allocator(MEMORY_BYTES)
        : new RootAllocator(way.memoryBytes);
  }

  private static void assertRows(
      RandomFile file, Way way, BatchReader reader, PrimitiveIterator.OfInt wanted) {
    List<String> columns = way.spec.columns().isEmpty() ? file.names() : way.spec.columns();
    RowFilter filter = way.spec.filter();
    ExactFilter exact = filter == null ? null : new ExactFilter(filter);
    for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
      assertTrue(batch.rowCount() <= way.spec.maxRows(), "too many rows");
      if (exact != null && batch.rowCount() > 0) {
        batch = exact.apply(batch).firstColumns(columns.size());
      }
      try (Batch each = batch) {
        if (each.rowCount() > 0) {
          assertEquals(
              columns, each.root().getSchema().getFields().stream().map(Field::getName).toList());
        }
        for (int i = 0; i < each.rowCount(); i++) {
          assertTrue(wanted.hasNext(), "a row too many");
          int row = wanted.nextInt();
          assertEquals(row, each.ordinals().of(i));
          for (FieldVector vector : each.root().getFieldVectors()) {
            assertEquals(
                file.value(vector.getName(), row).text(),
                ArrowValues.text(vector, i, each.dictionaries()),
                () -> "row %d of %s".formatted(row, vector.getName()));
          }
        }
      }
    }
  }
}
