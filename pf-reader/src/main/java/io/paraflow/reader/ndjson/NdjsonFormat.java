package io.paraflow.reader.ndjson;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordErrors;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.memory.MemoryShortage;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.types.pojo.Field;

/** NDJSON files, plain, gzip or zstd. */
final class NdjsonFormat implements FileFormat {
  private final NdjsonOptions options;
  private final StringScanner scanner;
  private final List<Field> schema;

  NdjsonFormat(NdjsonOptions options) {
    this(options, StringScanner.BEST);
  }

  NdjsonFormat(NdjsonOptions options, StringScanner scanner) {
    this.options = options;
    this.scanner = scanner;
    String text = options.schema();
    this.schema = text == null ? List.of() : GivenSchema.parse(text);
    boolean hasRest =
        options.unknownFields() == Leftovers.REST || options.mismatches() == Leftovers.REST;
    if (hasRest
        && schema.stream().anyMatch(field -> field.getName().equals(RecordColumns.REST_COLUMN))) {
      throw new IngestException(
          ErrorCode.UNSUPPORTED,
          "NDJSON schema \""
              + text
              + "\" has a column _rest, which holds what fits no other; set unknown_fields and"
              + " mismatches to error to use the name");
    }
  }

  @Override
  public BatchReader open(
      InputFile file, ReadSpec spec, BufferAllocator allocator, RecordErrors errors) {
    try {
      return new NdjsonReader(file, spec, allocator, errors, options, schema, scanner);
    } catch (OutOfMemoryException e) {
      throw MemoryShortage.failure(file.location().toString(), allocator, e);
    }
  }
}
