package io.paraflow.indexer.stdout;

/** The layout of rows as text. */
public enum OutputFormat {
  /** One compact object on each line. */
  JSONL,
  /** Each object spread over lines. */
  JSON
}
