package io.paraflow.testing.parquet;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.file.RowFilter.Condition;
import io.paraflow.core.file.RowFilter.Operator;
import io.paraflow.testing.fixtures.ArrowValues;
import io.paraflow.testing.fixtures.MemoryFile;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Random columns and filters for a file, with constants that are among its values. */
final class ReadingWays {
  private static final int MOST_CONDITIONS = 2;
  private static final int LARGE_BATCH_ROWS = 1000;
  private static final int SMALL_BATCH_ROWS = 7;

  private static final List<Operator> OPERATORS = List.of(Operator.values());

  private final Random random;
  private final List<String> columns = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();

  /** How a file is read. */
  record Way(ReadSpec spec, Latency latency) {}

  /** Looks at a file's first rows. */
  ReadingWays(byte[] file, Random random) {
    this.random = random;
    try (BufferAllocator allocator = new RootAllocator();
        BatchReader reader =
            ParquetUnderTest.open(
                new MemoryFile(file), ReadSpec.all(LARGE_BATCH_ROWS, 1 << 20), allocator);
        Batch batch = reader.next()) {
      if (batch != null) {
        look(batch.root());
      }
    }
  }

  private void look(VectorSchemaRoot rows) {
    for (FieldVector vector : rows.getFieldVectors()) {
      columns.add(vector.getName());
      int row = random.nextInt(rows.getRowCount());
      String literal = vector.isNull(row) ? null : literal(vector, row);
      if (literal != null) {
        conditions.add(new Condition(vector.getName(), any(OPERATORS), literal));
      }
    }
  }

  private static @Nullable String literal(FieldVector vector, int row) {
    return switch (vector) {
      case BaseIntVector _, Float4Vector _, Float8Vector _, DecimalVector _ ->
          ArrowValues.text(vector, row);
      case BitVector bits -> Boolean.toString(bits.get(row) != 0);
      case VarCharVector texts -> new String(texts.get(row), StandardCharsets.UTF_8);
      case DateDayVector days -> LocalDate.ofEpochDay(days.get(row)).toString();
      default -> null;
    };
  }

  /** Another way; all rows where no column has a value to compare with. */
  Way next() {
    List<Condition> wanted = new ArrayList<>();
    for (int i = random.nextInt(MOST_CONDITIONS); i >= 0 && !conditions.isEmpty(); i--) {
      wanted.add(any(conditions));
    }
    List<String> read =
        random.nextBoolean()
            ? List.of()
            : Stream.concat(
                    columns.stream().filter(_ -> random.nextInt(3) == 0),
                    wanted.stream().map(Condition::column))
                .distinct()
                .toList();
    return new Way(
        new ReadSpec(
            random.nextBoolean() ? LARGE_BATCH_ROWS : SMALL_BATCH_ROWS,
            1 << 20,
            read,
            wanted.isEmpty() ? null : new RowFilter(wanted)),
        random.nextBoolean() ? Latency.LOCAL : Latency.REMOTE);
  }

  private <T> T any(List<T> choice) {
    return choice.get(random.nextInt(choice.size()));
  }
}
