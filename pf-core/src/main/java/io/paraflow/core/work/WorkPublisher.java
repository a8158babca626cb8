package io.paraflow.core.work;

import io.paraflow.core.file.FileEntry;
import java.util.List;

/** Sends discovered files to whoever processes them. */
public interface WorkPublisher extends AutoCloseable {
  /**
   * Sends files.
   *
   * @param files in the order in which they were found
   * @throws io.paraflow.core.error.IngestException when not every one was accepted, naming how many
   *     were not
   */
  void publish(List<FileEntry> files);

  /** Sends whatever is held back, then releases connections. */
  @Override
  void close();
}
