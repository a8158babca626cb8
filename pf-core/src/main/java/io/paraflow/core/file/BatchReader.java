package io.paraflow.core.file;

import io.paraflow.core.batch.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one file. Used by one thread; keeps to its allocator's limit whatever the size of the
 * file.
 */
public interface BatchReader extends AutoCloseable {
  /**
   * The next rows. Takes a bounded time, so that the caller can look after other things in between
   * whatever the file has.
   *
   * @return owned by the caller; without rows where much was read that has none, as rows of no
   *     interest were passed over; null when the file has been read to its verified end
   * @throws io.paraflow.core.error.IngestException when the rest of the file cannot be read,
   *     LIMIT_EXCEEDED where the allocator gives too little; rows returned before stay valid
   */
  @Nullable Batch next();

  /** How many bytes were written to temporary files so far, as memory was short. */
  default long spilledBytes() {
    return 0;
  }

  /** Releases memory; does not close the file. */
  @Override
  void close();
}
