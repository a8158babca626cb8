package io.paraflow.queue.stdout;

/** How discovered files are written. */
public enum OutputFormat {
  /** One JSON object a line: what workers read. */
  JSONL,
  /** Indented over several lines, for people; workers cannot read it. */
  JSON
}
