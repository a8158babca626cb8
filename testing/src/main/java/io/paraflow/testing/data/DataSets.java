package io.paraflow.testing.data;

import io.paraflow.testing.data.ParquetData.Writer;
import io.paraflow.testing.fixtures.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A folder of data sets. Each is made when it is first asked for and stays there; a file that is
 * there is whole. Used by one thread.
 */
public final class DataSets implements AutoCloseable {
  private static final Instant LOGS_START = Instant.parse("2026-09-21T14:13:20Z");

  private final Path folder;
  private final double scale;
  private final DuckDb duckdb = new DuckDb();
  private final Set<Table> loaded = EnumSet.noneOf(Table.class);

  /**
   * Opens a folder.
   *
   * @param folder created if need be; files of different scales need different folders
   * @param scale the part of each table's full size to make, above 0, at most 1
   */
  public DataSets(Path folder, double scale) {
    this.folder = folder;
    this.scale = scale;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create " + folder, e);
    }
    duckdb.run(Table.macros());
  }

  /** How many rows a data set has. */
  public long rows(ParquetData data) {
    return rows(data.table()) * data.copies();
  }

  /** Whether a data set was made already. */
  public boolean hasParquet(ParquetData data) {
    return Files.exists(folder.resolve(fileName(data)));
  }

  /** The data set's file. */
  public Path parquet(ParquetData data) {
    return made(fileName(data), file -> write(data, file));
  }

  /**
   * The log lines of {@link NdjsonLogs}.
   *
   * @param variant how they are written
   * @param bytes about how large the file is before compression at full scale
   */
  public Path ndjson(NdjsonLogs.Variant variant, long bytes) {
    long scaled = (long) (bytes * scale);
    return made(
        "logs-" + scaled + variant.ending(),
        file -> NdjsonLogs.write(file, variant, scaled, LOGS_START));
  }

  private static String fileName(ParquetData data) {
    return data.name() + ".parquet";
  }

  private long rows(Table table) {
    return (long) Math.ceil(table.fullRows() * scale);
  }

  private void write(ParquetData data, Path file) throws IOException {
    if (data.writer() == Writer.PARQUET_JAVA) {
      Path source = scratch(file, ".source");
      copy(data, source);
      GroupFiles.rewrite(source, file, data.codec());
      Files.delete(source);
    } else {
      copy(data, file);
    }
  }

  private void copy(ParquetData data, Path file) {
    String table = data.table().sqlName();
    if (loaded.add(data.table())) {
      duckdb.run("create table " + table + " as " + data.table().select(rows(data.table())));
    }
    duckdb.run(
        "copy (%s) to %s (format parquet, codec '%s', row_group_size %d, parquet_version v%d)"
            .formatted(
                String.join(" union all ", Collections.nCopies(data.copies(), "from " + table)),
                DuckDb.quoted(file),
                data.codec(),
                data.rowGroupRows(),
                data.pageVersion()));
  }

  private Path made(String name, Maker maker) {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      return file;
    }
    Path unfinished = scratch(file, ".unfinished");
    try {
      maker.make(unfinished);
      return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private static Path scratch(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ending);
  }

  @Override
  public void close() {
    duckdb.close();
  }

  @FunctionalInterface
  private interface Maker {
    void make(Path file) throws IOException;
  }
}
