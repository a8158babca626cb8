package io.paraflow.core.file;

/**
 * A listed file, or a part of it that is processed by itself.
 *
 * @param file the file
 * @param range which of its rows, as in {@link ReadSpec}
 */
public record FilePart(FileEntry file, ByteRange range) {
  /** A whole file. */
  public static FilePart whole(FileEntry file) {
    return new FilePart(file, ByteRange.ALL);
  }
}
