package io.paraflow.reader.parquet;

import io.paraflow.core.config.Option;

/**
 * Options of the Parquet reader.
 *
 * @param maxFooterMb the largest footer
 */
public record ParquetOptions(
    @Option(
            value =
                "The largest footer that is read, in MB. A footer takes about ten times its size"
                    + " of heap.",
            def = "16",
            min = 1,
            max = 1024)
        int maxFooterMb) {}
