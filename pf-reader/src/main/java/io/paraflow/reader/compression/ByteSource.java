package io.paraflow.reader.compression;

/** The decompressed bytes of a file, forward. Used by one thread. */
public interface ByteSource extends AutoCloseable {
  /**
   * Reads the next bytes.
   *
   * @param target address of memory with room for {@code capacity} bytes, of which all may be
   *     overwritten
   * @param capacity at least 1
   * @return how many bytes were read, at least 1; -1 at the end, when everything that the encoding
   *     has to verify it (lengths, checksums, complete frames) has been verified
   * @throws io.paraflow.core.error.IngestException CORRUPT, CHECKSUM_MISMATCH, TRUNCATED,
   *     UNSUPPORTED or LIMIT_EXCEEDED, naming the file and the offset of the damage, and whatever
   *     reading the file throws; the bytes read before are good as far as can be known
   */
  int read(long target, int capacity);

  /** Releases memory; does not close the file. */
  @Override
  void close();
}
