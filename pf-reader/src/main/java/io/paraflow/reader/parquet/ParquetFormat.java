package io.paraflow.reader.parquet;

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
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/** Parquet files. */
final class ParquetFormat implements FileFormat {
  /** A column that is not read takes that much less of the heap. */
  private static final int ELEMENTS_PER_COLUMN = 8;

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
    Footer footer = Footer.read(file, allocator, ELEMENTS_PER_COLUMN * options.maxColumns());
    try {
      return open(file, spec, allocator, footer);
    } catch (RuntimeException e) {
      footer.close();
      throw e;
    }
  }

  private BatchReader open(
      InputFile file, ReadSpec spec, BufferAllocator allocator, Footer footer) {
    FileSchema schema = new FileSchema(file.location().toString(), footer.schema());
    List<String> names = spec.columns().isEmpty() ? schema.columns() : spec.columns();
    names.forEach(name -> requireColumn(file, schema, name));
    requireFew(file, schema.leafCount(names));
    List<SchemaNode> columns = names.stream().map(schema::column).toList();
    RowGroupFilter filter = new RowGroupFilter(file, allocator, footer);
    if (spec.filter() != null) {
      for (RowFilter.Condition condition : spec.filter().conditions()) {
        requireColumn(file, schema, condition.column());
        filter.add(condition, schema.column(condition.column()));
      }
    }
    return new ParquetReader(
        file, spec, allocator, footer, schema, columns, filter, options.spillFile());
  }

  private void requireFew(InputFile file, int leaves) {
    if (leaves > options.maxColumns()) {
      throw new IngestException(
          ErrorCode.LIMIT_EXCEEDED,
          "%s has %d columns to read, each that others consist of counted, and the limit is %d: read fewer (--columns), or raise reader.parquet.max_columns (--parquet-max-columns)"
              .formatted(file.location(), leaves, options.maxColumns()));
    }
  }

  private static void requireColumn(InputFile file, FileSchema schema, String name) {
    List<String> known = schema.columns();
    if (!known.contains(name)) {
      throw new IngestException(
          ErrorCode.UNKNOWN_COLUMN,
          "%s has no column %s; it has %s%s"
              .formatted(file.location(), name, Names.listed(known), Names.hint(name, known)));
    }
  }
}
