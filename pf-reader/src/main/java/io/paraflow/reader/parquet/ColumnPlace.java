package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;

/**
 * Names a column of a file in errors.
 *
 * @param file the file's location as text
 * @param column the column's path, joined by dots
 */
record ColumnPlace(String file, String column) {
  /** Bytes that contradict the format. */
  IngestException corrupt(String problem) {
    return error(ErrorCode.CORRUPT, problem);
  }

  /** An error of any kind. */
  IngestException error(ErrorCode code, String problem) {
    return new IngestException(code, "%s, column %s: %s".formatted(file, column, problem));
  }

  /** Bytes that a codec refuses. */
  IngestException corrupt(String problem, Throwable cause) {
    return error(ErrorCode.CORRUPT, problem, cause);
  }

  /** An error of any kind that another one led to. */
  IngestException error(ErrorCode code, String problem, Throwable cause) {
    return new IngestException(code, "%s, column %s: %s".formatted(file, column, problem), cause);
  }
}
