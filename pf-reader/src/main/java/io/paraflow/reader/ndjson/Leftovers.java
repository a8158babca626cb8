package io.paraflow.reader.ndjson;

/** What becomes of fields that a given schema does not have. */
public enum UnknownFields {
  /** They go, as one JSON object, to the column {@code _rest}. */
  REST,
  /** Their record is an error. */
  ERROR
}
