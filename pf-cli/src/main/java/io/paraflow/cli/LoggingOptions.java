package io.paraflow.cli;

import io.paraflow.core.config.Option;

/**
 * What is logged, and how.
 *
 * @param level the least level that is written
 * @param format how a line looks
 */
public record LoggingOptions(
    @Option(
            value = "The least important messages to write to standard error.",
            flags = {"--log-level", "-l"},
            env = "PF_LOG_LEVEL",
            def = "info")
        Level level,
    @Option(
            value = "How they look; auto means text on a terminal and JSON lines elsewhere.",
            flags = "--log-format",
            env = "PF_LOG_FORMAT",
            def = "auto")
        Format format) {

  /** Levels, most messages first. */
  public enum Level {
    /** Everything. */
    TRACE,
    /** What helps to find a fault. */
    DEBUG,
    /** What an operator wants to know. */
    INFO,
    /** What may need attention. */
    WARN,
    /** What failed. */
    ERROR
  }

  /** How a line looks. */
  public enum Format {
    /** Text on a terminal, JSON elsewhere. */
    AUTO,
    /** One line of text for each event. */
    TEXT,
    /** One JSON object on a line for each event. */
    JSON
  }
}
