package io.paraflow.core.plugin;

import io.paraflow.core.file.FileFormat;
import java.util.List;

/**
 * Announces a file format; found by {@link java.util.ServiceLoader}.
 *
 * @param <O> the format's options
 */
public interface FileFormatProvider<O extends Record> extends Provider<O> {
  /** File name endings with the dot, lower case, for example {@code .parquet}. */
  List<String> suffixes();

  /**
   * Whether a file that begins like this is of the format.
   *
   * @param head the file's first bytes, up to 512; fewer only where the file is shorter
   */
  boolean recognises(byte[] head);

  /** The format with these options. */
  FileFormat create(O options);
}
