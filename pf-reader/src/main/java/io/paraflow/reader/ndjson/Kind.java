package io.paraflow.reader.ndjson;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** What a column holds. */
enum Kind {
  /** Nothing but nulls so far. */
  NULL,
  /** A field that was not asked for: checked and left out. */
  SKIPPED,
  /** True and false. */
  BOOLEAN,
  /** Integers from -2^63 to 2^63-1. */
  INT64,
  /** Integers from 0 to 2^64-1. */
  UINT64,
  /** Numbers that a double holds, see {@link Numbers}. */
  DOUBLE,
  /** Strings; other values as their JSON text. */
  TEXT,
  /** Strings and nothing else. */
  STRING,
  /** Any value as its JSON text, strings with their quotes. */
  JSON,
  /** Objects. */
  STRUCT,
  /** Arrays. */
  LIST;

  ArrowType type() {
    return switch (this) {
      case NULL, SKIPPED -> ArrowType.Null.INSTANCE;
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case INT64 -> new ArrowType.Int(64, true);
      case UINT64 -> new ArrowType.Int(64, false);
      case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case TEXT, STRING, JSON -> ArrowType.Utf8.INSTANCE;
      case STRUCT -> ArrowType.Struct.INSTANCE;
      case LIST -> ArrowType.List.INSTANCE;
    };
  }

  /** The kind that holds the values of both, as far as kinds alone tell. */
  Kind join(Kind other) {
    if (this == other || other == NULL) {
      return this;
    }
    if (this == NULL) {
      return other;
    }
    if (isNumber() && other.isNumber()) {
      return this == DOUBLE || other == DOUBLE ? DOUBLE : UINT64;
    }
    return TEXT;
  }

  /** Whether values have offsets into a buffer of bytes. */
  boolean isText() {
    return this == TEXT || this == STRING || this == JSON;
  }

  private boolean isNumber() {
    return this == INT64 || this == UINT64 || this == DOUBLE;
  }
}
