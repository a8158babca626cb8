package io.paraflow.reader.ndjson;

import org.jspecify.annotations.Nullable;

/** Options for tests. */
final class Options {
  private Options() {}

  static NdjsonOptions defaults() {
    return of(null, UnknownFields.REST);
  }

  static NdjsonOptions schema(String schema) {
    return of(schema, UnknownFields.REST);
  }

  static NdjsonOptions strictSchema(String schema) {
    return of(schema, UnknownFields.ERROR);
  }

  static NdjsonOptions rounding() {
    return new NdjsonOptions(null, UnknownFields.REST, true, 16 << 20, 512, 1000, 256 << 10, 27);
  }

  static NdjsonOptions limits(int maxRecordBytes, int maxDepth, int maxFields) {
    return new NdjsonOptions(
        null, UnknownFields.REST, false, maxRecordBytes, maxDepth, maxFields, 4096, 27);
  }

  private static NdjsonOptions of(@Nullable String schema, UnknownFields unknownFields) {
    return new NdjsonOptions(schema, unknownFields, false, 16 << 20, 512, 1000, 4096, 27);
  }
}
