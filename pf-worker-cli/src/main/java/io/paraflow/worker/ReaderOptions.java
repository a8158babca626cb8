package io.paraflow.worker;

import io.paraflow.core.config.Option;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import java.util.List;

/**
 * What is read from the files, and in what portions.
 *
 * @param type the format of all files, or {@link #AUTO}
 * @param batchSize rows
 * @param batchMb a batch's Arrow bytes, 1 MB being 1048576 bytes
 * @param columns all if empty
 * @param filter conditions that must all be met
 */
record ReaderOptions(
    @Option(
            value =
                "The format of all files; auto looks at each file's first bytes, then at its name,"
                    + " then at what the work item says.",
            flags = "--format",
            def = AUTO)
        String type,
    @Option(
            value =
                "The most rows that are decoded at once. 8192 rows of common width keep a column's"
                    + " values in the processor's cache from decoding to writing; more rows need"
                    + " more memory and are not faster.",
            flags = "--batch-size",
            def = "8192",
            min = 1,
            max = 1048576)
        int batchSize,
    @Option(
            value =
                "A batch ends early when it holds this many MB, so that wide rows fit the memory of"
                    + " a thread; one of a Parquet file also at a sixth of --memory-mb.",
            flags = "--batch-mb",
            def = "4",
            min = 1,
            max = 1024)
        int batchMb,
    @Option(
            value = "The columns to read, in this order; all if none is named.",
            flags = "--columns",
            commaSeparated = true)
        List<String> columns,
    @Option(
            value =
                "Only rows that meet this condition, written \"column op value\" with op one of ="
                    + " != < <= > >=. Repeated, all must be met. A null meets none.",
            flags = "--filter")
        List<String> filter) {
  static final String AUTO = "auto";

  /** Checks the conditions. */
  ReaderOptions {
    if (!filter.isEmpty()) {
      RowFilter.parse(filter);
    }
  }

  ReadSpec readSpec() {
    return new ReadSpec(
        batchSize,
        (long) batchMb << 20,
        columns,
        filter.isEmpty() ? null : RowFilter.parse(filter));
  }

  /** The format that all files have; empty if each is looked at. */
  String forcedFormat() {
    return type.equals(AUTO) ? "" : type;
  }
}
