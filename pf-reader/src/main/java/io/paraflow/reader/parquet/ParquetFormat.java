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
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.memory.MemoryShortage;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
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
    try {
      return open(file, spec, allocator);
    } catch (OutOfMemoryException e) {
      throw MemoryShortage.failure(file.location().toString(), allocator, e);
    }
  }

  private BatchReader open(InputFile file, ReadSpec spec, BufferAllocator allocator) {
    FileMetaData metadata = Footer.read(file, allocator, options.maxFooterMb());
    FileSchema schema = new FileSchema(file.location().toString(), present(metadata.getSchema()));
    List<SchemaNode> columns = new ArrayList<>();
    for (String name : spec.columns().isEmpty() ? schema.columns() : spec.columns()) {
      columns.add(column(file, schema, name));
    }
    RowGroupFilter filter = new RowGroupFilter(file, allocator, metadata);
    if (spec.filter() != null) {
      for (RowFilter.Condition condition : spec.filter().conditions()) {
        filter.add(condition, column(file, schema, condition.column()));
      }
    }
    return new ParquetReader(
        file, spec, allocator, metadata, schema, columns, filter, options.spillFile());
  }

  private static SchemaNode column(InputFile file, FileSchema schema, String name) {
    List<String> known = schema.columns();
    if (!known.contains(name)) {
      throw new IngestException(
          ErrorCode.UNKNOWN_COLUMN,
          "%s has no column %s; it has %s%s"
              .formatted(file.location(), name, Names.listed(known), Names.hint(name, known)));
    }
    return schema.column(name);
  }
}
