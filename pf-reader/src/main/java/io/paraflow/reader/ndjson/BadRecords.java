package io.paraflow.reader.ndjson;

import io.paraflow.core.error.RecordError;
import io.paraflow.core.error.RecordErrors;
import io.paraflow.core.file.InputFile;

/** Reports the records of a file that cannot be read. */
final class BadRecords {
  private final InputFile file;
  private final RecordErrors errors;

  BadRecords(InputFile file, RecordErrors errors) {
    this.file = file;
    this.errors = errors;
  }

  /**
   * Reports one.
   *
   * @param offset where in the file it fails
   * @param lineOffset where in the file its line begins
   * @param raw the line's first bytes
   */
  void add(ParseFailure failure, long offset, long lineOffset, byte[] raw) {
    errors.add(
        new RecordError(
            file.location().toString(),
            file.version(),
            lineOffset,
            "read",
            failure.code,
            "%s: the record at byte %d cannot be read: %s (at byte %d)"
                .formatted(file.location(), lineOffset, failure.reason, offset),
            raw));
  }
}
