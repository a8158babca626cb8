package io.paraflow.reader.ndjson;

/** What becomes of bytes that are not UTF-8. */
public enum InvalidUtf8 {
  /** Their record is an error. */
  ERROR,
  /** They become U+FFFD, one for each maximal subpart of a sequence. */
  REPLACE
}
