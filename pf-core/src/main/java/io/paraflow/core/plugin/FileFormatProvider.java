package io.paraflow.core.plugin;

import io.paraflow.core.file.FileEnd;
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
   * Those of the endings whose files can be read from the middle, so that parts of one file can be
   * processed by themselves, see {@link io.paraflow.core.file.ReadSpec}.
   */
  List<String> splittableSuffixes();

  /** The end of a file at which its readers begin. */
  FileEnd firstEnd();

  /**
   * Whether a file with this end is of the format.
   *
   * @param end which end it is
   * @param bytes the file's first or last bytes, up to 512; fewer only where the file is shorter
   */
  boolean recognises(FileEnd end, byte[] bytes);

  /** The format with these options. */
  FileFormat create(O options);
}
