package io.paraflow.reader.parquet;

import io.paraflow.core.config.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Options of the Parquet reader.
 *
 * @param maxColumns the most columns that are read of a file, each that others consist of counted
 * @param spillMb the most that a thread keeps in a temporary file
 * @param spillDirectory where that is made; null for the system's folder
 */
public record ParquetOptions(
    @Option(
            value =
                "How many columns of a file may be read; of a list or struct, those that it"
                    + " consists of count. Each takes 8 KB of heap for each thread, which"
                    + " bin/pf-worker adds to the JVM's where this flag is given.",
            def = "2000",
            min = 1,
            max = 1_000_000,
            flags = "--parquet-max-columns")
        int maxColumns,
    @Option(
            value =
                "How many MB of pages, levels, dictionaries and stored chunks each thread may keep"
                    + " in a temporary file, where a file has more columns than its memory can"
                    + " decompress side by side. 0 keeps none: such files then fail, with the"
                    + " memory that they need.",
            def = "4096",
            min = 0,
            max = 1 << 30,
            flags = "--parquet-spill-mb")
        int spillMb,
    @Option(
            value =
                "Directory of the temporary files. They are deleted when they are opened, where the"
                    + " system allows that. By default the system's directory for such files.",
            flags = "--parquet-spill-directory")
        @Nullable Path spillDirectory) {

  /** Checks the directory. */
  public ParquetOptions {
    if (spillDirectory != null && !Files.isDirectory(spillDirectory)) {
      throw new IllegalArgumentException(spillDirectory + " is no directory: create it first");
    }
  }

  /** A file for what a thread has no memory for; not made before it is needed. */
  SpillFile spillFile() {
    Path directory =
        spillDirectory == null
            ? Path.of(System.getProperty("java.io.tmpdir", "."))
            : spillDirectory;
    return new SpillFile(directory, (long) spillMb << 20);
  }
}
