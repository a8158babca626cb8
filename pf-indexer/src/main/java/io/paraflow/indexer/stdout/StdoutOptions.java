package io.paraflow.indexer.stdout;

import io.paraflow.core.config.Option;

/**
 * How rows look on standard output.
 *
 * @param outputFormat one line or several for each row
 * @param omitNulls whether members that are null are left out
 */
public record StdoutOptions(
    @Option(
            value =
                "How rows are written: jsonl is one compact object on each line, json spreads each"
                    + " object over lines for people.",
            flags = "--output-format",
            def = "jsonl")
        OutputFormat outputFormat,
    @Option(
            value = "Leave members that are null out instead of writing null.",
            flags = "--omit-nulls",
            def = "false")
        boolean omitNulls) {}
