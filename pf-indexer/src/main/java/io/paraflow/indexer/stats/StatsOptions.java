package io.paraflow.indexer.stats;

import io.paraflow.core.config.Option;

/**
 * How the result is shown.
 *
 * @param outputFormat its form
 */
public record StatsOptions(
    @Option(
            value =
                "How the report is written to standard output: text for people, or one JSON"
                    + " object.",
            flags = "--output-format",
            def = "text")
        Format outputFormat) {

  /** A form of the report. */
  public enum Format {
    /** A line for each figure. */
    TEXT,
    /** One object with exact numbers. */
    JSON
  }
}
