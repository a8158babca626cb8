package io.paraflow.testing.parquet;

import io.paraflow.core.file.FileFormat;
import io.paraflow.core.plugin.FileFormatProvider;
import io.paraflow.reader.parquet.ParquetFormatProvider;
import io.paraflow.testing.contract.FileFormatContract;
import io.paraflow.testing.fixtures.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ParquetFormatContractTest extends FileFormatContract {
  @TempDir private Path folder;

  @Override
  protected FileFormat format() {
    return ParquetUnderTest.FORMAT;
  }

  @Override
  protected FileFormatProvider<?> provider() {
    return new ParquetFormatProvider();
  }

  @Override
  protected byte[] write(int rows) {
    Path file = folder.resolve(rows + ".parquet");
    try {
      if (!Files.exists(file)) {
        try (DuckDb duckDb = new DuckDb()) {
          duckDb.run(
              "copy (select i as id, case when i %% 5 = 4 then null else 'name-' || i end as name, (i / 2)::double as score from range(%d) t(i)) to %s (format parquet, row_group_size 4096)"
                  .formatted(rows, DuckDb.quoted(file)));
        }
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
