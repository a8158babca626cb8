package io.paraflow.reader.ndjson;

/** What becomes of fields and values that no column of a given schema takes. */
public enum Leftovers {
  /** They go to the column {@code _rest}. */
  REST,
  /** Their record is an error. */
  ERROR
}
