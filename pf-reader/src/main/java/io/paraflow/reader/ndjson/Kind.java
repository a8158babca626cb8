package io.paraflow.reader.ndjson;

/** How the values of a column are parsed; {@link ColumnType} has what else there is to a type. */
enum Kind {
  /** Nothing but nulls so far. */
  NULL(Layout.NONE),
  /** A field that was not asked for: checked and left out. */
  SKIPPED(Layout.NONE),
  /** True and false. */
  BOOLEAN(Layout.BITS),
  /** Integers from -2^63 to 2^63-1. */
  INT64(Layout.VALUES),
  /** Integers from 0 to 2^64-1. */
  UINT64(Layout.VALUES),
  /** Signed integers of 8, 16 or 32 bits. */
  SMALL_INT(Layout.VALUES),
  /** Unsigned integers of 8, 16 or 32 bits. */
  SMALL_UINT(Layout.VALUES),
  /** Numbers that a double holds, see {@link Numbers}. */
  DOUBLE(Layout.VALUES),
  /** Numbers that a float holds. */
  FLOAT(Layout.VALUES),
  /** Numbers of so many digits, of which so many are decimals. */
  DECIMAL(Layout.VALUES),
  /** Strings of a date. */
  DATE(Layout.VALUES),
  /** Strings of a time of day. */
  TIME(Layout.VALUES),
  /** Strings of a date and a time with their offset from UTC; integers that count from 1970. */
  TIMESTAMP(Layout.VALUES),
  /** Strings of a date and a time without an offset. */
  LOCAL_TIMESTAMP(Layout.VALUES),
  /** Strings; other values as their JSON text. */
  TEXT(Layout.TEXT),
  /** Strings and nothing else. */
  STRING(Layout.TEXT),
  /** Any value as its JSON text, strings with their quotes. */
  JSON(Layout.TEXT),
  /** Objects. */
  STRUCT(Layout.STRUCT),
  /** Objects of any keys, whose values are of one type. */
  MAP(Layout.LIST),
  /** Arrays. */
  LIST(Layout.LIST),
  /** Arrays of a certain length. */
  FIXED_LIST(Layout.FIXED_LIST);

  /** Where the values are. */
  final Layout layout;

  Kind(Layout layout) {
    this.layout = layout;
  }

  /** Which buffers and children a column has besides its validity. */
  enum Layout {
    /** Nothing, and no validity either. */
    NONE,
    /** A bit for each value. */
    BITS,
    /** As many bytes for each value. */
    VALUES,
    /** Offsets into bytes of UTF-8. */
    TEXT,
    /** A column for each field. */
    STRUCT,
    /** Offsets into a column of elements. */
    LIST,
    /** A column of elements, as many for each value. */
    FIXED_LIST
  }
}
