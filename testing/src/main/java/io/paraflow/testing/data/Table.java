package io.paraflow.testing.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The tables that Parquet data sets are made of, each defined by SQL of the same name. */
public enum Table {
  /** Order lines: 16 columns, about 155 Arrow bytes a row. */
  LINEITEM(3_000_000),
  /** Access logs: 10 columns, five of them nullable, about 340 Arrow bytes a row. */
  EVENTS(1_500_000),
  /** Lists, maps and structs: about 187 Arrow bytes a row. */
  NESTED(1_000_000);

  private final long fullRows;

  Table(long fullRows) {
    this.fullRows = fullRows;
  }

  /** How many rows a benchmark reads. */
  public long fullRows() {
    return fullRows;
  }

  /** The table's name in SQL and the beginning of its files' names. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A query for the table's first rows. Needs {@link #macros}. */
  String select(long rows) {
    return resource(sqlName() + ".sql").replace("${rows}", Long.toString(rows));
  }

  /** Statements that define what the queries use. */
  static String macros() {
    return resource("macros.sql");
  }

  private static String resource(String name) {
    try (InputStream in = Table.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("No resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
