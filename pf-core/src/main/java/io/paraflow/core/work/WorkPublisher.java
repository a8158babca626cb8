package io.paraflow.core.work;

import io.paraflow.core.file.FilePart;
import java.util.List;

/** Sends discovered files to whoever processes them. */
public interface WorkPublisher extends AutoCloseable {
  /**
   * Sends files and parts of files, each as a work item.
   *
   * @param parts in the order in which they were found
   * @throws io.paraflow.core.error.IngestException when not every one was accepted, naming how many
   *     were not
   */
  void publish(List<FilePart> parts);

  /** Sends whatever is held back, then releases connections. */
  @Override
  void close();
}
