package io.paraflow.testing.data;

import java.util.ArrayList;
import java.util.List;

/**
 * One Parquet data set.
 *
 * @param table what is in it
 * @param writer who writes it
 * @param codec the codec's name, as both writers spell it
 * @param pageVersion 1 or 2
 * @param copies how often the table's rows are repeated
 * @param rowGroupRows how many rows a row group has at most
 * @param name the file's name without its ending
 */
public record ParquetData(
    Table table,
    Writer writer,
    String codec,
    int pageVersion,
    int copies,
    long rowGroupRows,
    String name) {
  private static final long ROW_GROUP_ROWS = 1_000_000;

  /** Who writes a file. */
  public enum Writer {
    /** One page for each column chunk, of up to 100 MB. */
    DUCKDB,
    /** Pages of at most 1 MB. */
    PARQUET_JAVA
  }

  /** One row group of four times the events: 6 million rows, 2 GB as Arrow. */
  public static final ParquetData ONE_ROW_GROUP =
      new ParquetData(
          Table.EVENTS, Writer.DUCKDB, "snappy", 1, 4, 10_000_000, "events-one-row-group-snappy");

  /** Forty times the events: 60 million rows, 10.8 GB. */
  public static final ParquetData HUGE =
      new ParquetData(
          Table.EVENTS,
          Writer.DUCKDB,
          "uncompressed",
          1,
          40,
          ROW_GROUP_ROWS,
          "events-10gb-uncompressed");

  /** A codec that few writers use: there for its values, not for its speed. */
  public static final ParquetData BROTLI = simple(Table.EVENTS, Writer.DUCKDB, "brotli");

  /** All data sets but these three. */
  public static List<ParquetData> all() {
    List<ParquetData> all = new ArrayList<>();
    for (String codec : List.of("snappy", "zstd", "uncompressed")) {
      all.add(simple(Table.LINEITEM, Writer.DUCKDB, codec));
    }
    all.add(
        new ParquetData(
            Table.LINEITEM, Writer.DUCKDB, "zstd", 2, 1, ROW_GROUP_ROWS, "lineitem-v2-zstd"));
    for (String codec : List.of("snappy", "zstd", "uncompressed", "gzip", "lz4_raw")) {
      all.add(simple(Table.EVENTS, Writer.DUCKDB, codec));
    }
    for (String codec : List.of("snappy", "zstd")) {
      all.add(simple(Table.LINEITEM, Writer.PARQUET_JAVA, codec));
      all.add(simple(Table.EVENTS, Writer.PARQUET_JAVA, codec));
    }
    for (String codec : List.of("snappy", "zstd")) {
      all.add(simple(Table.NESTED, Writer.DUCKDB, codec));
    }
    return List.copyOf(all);
  }

  private static ParquetData simple(Table table, Writer writer, String codec) {
    String by = writer == Writer.PARQUET_JAVA ? "-java" : "";
    return new ParquetData(
        table, writer, codec, 1, 1, ROW_GROUP_ROWS, table.sqlName() + by + "-" + codec);
  }
}
