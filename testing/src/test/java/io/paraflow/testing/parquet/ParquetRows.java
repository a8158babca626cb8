package io.paraflow.testing.parquet;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ExactFilter;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.testing.fixtures.ArrowValues;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.jspecify.annotations.Nullable;

/** All rows of a file, as texts, by different readers. */
final class ParquetRows {
  private ParquetRows() {}

  /** What the reader under test reads; fails when memory is not released. */
  static List<String> read(MemoryFile file, ReadSpec spec, long memoryBytes) {
    List<String> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator(memoryBytes)) {
      read(file, spec, null, allocator, rows::add);
    }
    return rows;
  }

  /** Hands out the wanted rows, as the engine does: the reader prunes, then they are filtered. */
  static void readWanted(
      MemoryFile file, ReadSpec spec, BufferAllocator allocator, Consumer<String> each) {
    RowFilter filter = spec.filter();
    read(file, spec, filter == null ? null : new ExactFilter(filter), allocator, each);
  }

  private static void read(
      MemoryFile file,
      ReadSpec spec,
      @Nullable ExactFilter exact,
      BufferAllocator allocator,
      Consumer<String> each) {
    try (BatchReader reader = ParquetUnderTest.open(file, spec, allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch next = exact == null ? batch : exact.apply(batch)) {
          add(next.root(), next.dictionaries(), each);
        }
      }
    }
  }

  /** What DuckDB reads. */
  static List<String> byDuckDb(DuckDb duckDb, Path file) {
    return byDuckDb(duckDb, "from read_parquet(" + DuckDb.quoted(file) + ")");
  }

  /** The rows of a query. */
  static List<String> byDuckDb(DuckDb duckDb, String query) {
    List<String> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator()) {
      duckDb.export(query, allocator, root -> add(root, new MapDictionaryProvider(), rows::add));
    }
    return rows;
  }

  private static void add(
      VectorSchemaRoot root, DictionaryProvider dictionaries, Consumer<String> each) {
    for (int row = 0; row < root.getRowCount(); row++) {
      StringBuilder text = new StringBuilder();
      for (FieldVector vector : root.getFieldVectors()) {
        String value = ArrowValues.text(vector, row, dictionaries);
        text.append(vector.getName()).append('=').append(value).append(' ');
      }
      each.accept(text.toString());
    }
  }
}
