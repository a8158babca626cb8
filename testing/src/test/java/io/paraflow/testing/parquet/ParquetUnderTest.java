package io.paraflow.testing.parquet;

import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.parquet.ParquetFormatProvider;
import io.paraflow.reader.parquet.ParquetOptions;
import org.apache.arrow.memory.BufferAllocator;

/** The format as commands have it. */
final class ParquetUnderTest {
  static final FileFormat FORMAT = new ParquetFormatProvider().create(new ParquetOptions(16));

  private ParquetUnderTest() {}

  /** A reader of a file of which no record is refused. */
  static BatchReader open(InputFile file, ReadSpec spec, BufferAllocator allocator) {
    return FORMAT.open(
        file,
        spec,
        allocator,
        error -> {
          throw new AssertionError(error.toString());
        });
  }
}
