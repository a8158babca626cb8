package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    return new ParquetFormatProvider().create(new ParquetOptions(2000, spillMb, directory));
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

  /** How much memory a refusal for too little of it asks for, in bytes. */
  static long memoryAskedFor(IngestException refusal) {
    String message = String.valueOf(refusal.getMessage());
    assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal.code(), message);
    assertTrue(message.contains("--memory-mb"), message);
    Matcher needed = Pattern.compile("needs about (\\d+) MB").matcher(message);
    assertTrue(needed.find(), message);
    return Long.parseLong(needed.group(1)) << 20;
  }

  private static String text(@Nullable Object value) {
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
  }
}
