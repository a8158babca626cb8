package io.paraflow.core.file;

import io.paraflow.core.error.RecordErrors;
import org.apache.arrow.memory.BufferAllocator;

/** A way to encode records in files. Shared by all threads. */
public interface FileFormat {
  /**
   * Begins to decode a file.
   *
   * @param file stays the caller's
   * @param spec what to read
   * @param allocator bounds everything that the reader allocates: read-ahead, windows and batches
   * @param errors takes records that cannot be read; the others come through
   * @throws io.paraflow.core.error.IngestException UNKNOWN_COLUMN for a column the file does not
   *     have, INVALID_FILTER for a filter that does not fit its column, UNSUPPORTED, CORRUPT and
   *     TRUNCATED for files that cannot be read at all, LIMIT_EXCEEDED where the allocator gives
   *     too little; all before the first row
   */
  BatchReader open(InputFile file, ReadSpec spec, BufferAllocator allocator, RecordErrors errors);
}
