package io.paraflow.core.file;

/** One end of a file. */
public enum FileEnd {
  /** The first bytes. */
  HEAD,
  /** The last bytes. */
  TAIL
}
