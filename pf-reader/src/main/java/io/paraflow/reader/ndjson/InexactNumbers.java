package io.paraflow.reader.ndjson;

/** What becomes of numbers that neither a 64-bit integer nor a double holds. */
public enum InexactNumbers {
  /** Inferred columns become strings, with the digits as they are. */
  STRING,
  /** Inferred columns become decimals of up to 76 digits, and strings beyond. */
  DECIMAL,
  /** Doubles and floats take the nearest number, in given columns too. */
  ROUND
}
