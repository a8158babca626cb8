package io.paraflow.testing.data;

import io.paraflow.testing.data.NdjsonLogs.Variant;
import io.paraflow.testing.fixtures.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Logs as a company keeps them: a folder for each day, in it access logs as Parquet and service
 * logs as NDJSON, the latter plain and compressed.
 */
public final class DailyLogs {
  /** The first day. */
  public static final LocalDate START = LocalDate.parse("2026-01-01");

  private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("uuuu/MM/dd");
  private static final long ROW_GROUP_ROWS = 100_000;

  private DailyLogs() {}

  /**
   * Writes {@code logs/YYYY/MM/DD} with four files for each day: {@code access-0.parquet}, {@code
   * access-1.parquet}, {@code service-0.ndjson} and {@code service-1.ndjson.gz}.
   *
   * @param folder where {@code logs} comes to be
   * @param days how many, from {@link #START} on
   * @param rows how many rows each Parquet file has
   * @param bytes about how large each NDJSON file is before compression
   */
  public static void write(Path folder, int days, long rows, long bytes) throws IOException {
    try (DuckDb duckdb = new DuckDb()) {
      duckdb.run(Table.macros());
      duckdb.run("create table events as " + Table.EVENTS.select(2 * rows));
      for (int day = 0; day < days; day++) {
        LocalDate date = START.plusDays(day);
        Path target = Files.createDirectories(folder.resolve("logs").resolve(FOLDER.format(date)));
        for (int part = 0; part < 2; part++) {
          duckdb.run(
              "copy (select ts + to_days(%d) as ts, * exclude (ts) from events limit %d offset %d) to %s (format parquet, codec 'snappy', row_group_size %d)"
                  .formatted(
                      day,
                      rows,
                      part * rows,
                      DuckDb.quoted(target.resolve("access-" + part + ".parquet")),
                      ROW_GROUP_ROWS));
          Variant variant = part == 0 ? Variant.PLAIN : Variant.GZIP;
          NdjsonLogs.write(
              target.resolve("service-" + part + variant.ending()),
              variant,
              bytes,
              date.atTime(12 * part, 0).toInstant(ZoneOffset.UTC));
        }
      }
    }
  }
}
