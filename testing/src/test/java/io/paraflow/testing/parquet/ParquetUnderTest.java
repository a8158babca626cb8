package io.paraflow.testing.parquet;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.parquet.ParquetFormatProvider;
import io.paraflow.reader.parquet.ParquetOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/** The format as commands have it. */
final class ParquetUnderTest {
  static final FileFormat FORMAT = spilling(4096, null);

  private ParquetUnderTest() {}

  /** The format with a temporary file of another size, or in another directory. */
  static FileFormat spilling(int spillMb, @Nullable Path directory) {
    return new ParquetFormatProvider().create(new ParquetOptions(16, spillMb, directory));
  }

  /** A reader of a file of which no record is refused. */
  static BatchReader open(InputFile file, ReadSpec spec, BufferAllocator allocator) {
    return open(FORMAT, file, spec, allocator);
  }

  /** A reader of a file of which no record is refused, by one of the formats. */
  static BatchReader open(
      FileFormat format, InputFile file, ReadSpec spec, BufferAllocator allocator) {
    return format.open(
        file,
        spec,
        allocator,
        error -> {
          throw new AssertionError(error.toString());
        });
  }

  /** The values of each row as text, read with so much memory. */
  static List<String> rows(FileFormat format, InputFile file, ReadSpec spec, long memoryBytes) {
    List<String> rows = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator(memoryBytes);
        BatchReader reader = open(format, file, spec, allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          for (int i = 0; i < each.rowCount(); i++) {
            int row = i;
            rows.add(
                each.root().getFieldVectors().stream()
                    .map(vector -> text(vector.getObject(row)))
                    .collect(Collectors.joining(" ")));
          }
        }
      }
    }
    return rows;
  }

  private static String text(@Nullable Object value) {
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
  }
}
