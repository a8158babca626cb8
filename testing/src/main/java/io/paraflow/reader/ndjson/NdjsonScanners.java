package io.paraflow.reader.ndjson;

import io.paraflow.core.file.FileFormat;

/** NDJSON with each of the twins that scan strings, to compare them. */
public final class NdjsonScanners {
  private NdjsonScanners() {}

  /** As where the Vector API is missing. */
  public static FileFormat words(NdjsonOptions options) {
    return new NdjsonFormat(options, new WordStringScanner());
  }

  /** As where it is there. */
  public static FileFormat vectors(NdjsonOptions options) {
    return new NdjsonFormat(options, new VectorStringScanner());
  }
}
