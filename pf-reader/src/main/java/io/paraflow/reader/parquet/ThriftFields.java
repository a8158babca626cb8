package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import org.jspecify.annotations.Nullable;

/** Fields of structs that were read from a file. */
final class ThriftFields {
  private ThriftFields() {}

  /**
   * A field that must be there.
   *
   * @throws IngestException CORRUPT when it is not
   */
  static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IngestException(
          ErrorCode.CORRUPT, "A field that Parquet's metadata must have is missing or unknown");
    }
    return value;
  }
}
