package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.config.Names;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordErrors;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.ReadSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.FileMetaData;

/** Parquet files. */
final class ParquetFormat implements FileFormat {
  private final ParquetOptions options;

  ParquetFormat(ParquetOptions options) {
    this.options = options;
  }

  @Override
  public BatchReader open(
      InputFile file, ReadSpec spec, BufferAllocator allocator, RecordErrors errors) {
    FileMetaData metadata = Footer.read(file, allocator, options.maxFooterMb());
    FileSchema schema = new FileSchema(file.location().toString(), present(metadata.getSchema()));
    List<String> known = schema.columns();
    List<SchemaNode> columns = new ArrayList<>();
    for (String name : spec.columns().isEmpty() ? known : spec.columns()) {
      if (!known.contains(name)) {
        throw new IngestException(
            ErrorCode.UNKNOWN_COLUMN,
            "%s has no column %s%s".formatted(file.location(), name, Names.hint(name, known)));
      }
      columns.add(schema.column(name));
    }
    return new ParquetReader(file, spec, allocator, metadata, schema, columns);
  }
}
