package io.paraflow.discoverer;

import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.Location;
import java.util.List;

/** Takes what a {@link Discovery} finds; always called on the thread that runs it. */
interface Output {
  /**
   * Takes wanted files as soon as they are found.
   *
   * @param files at least one, in the order in which their prefix was listed
   * @throws IngestException when they cannot be taken, which ends the discovery
   */
  void found(List<FileEntry> files);

  /**
   * Takes note of a prefix whose listing failed; what was found below it before counts.
   *
   * @param prefix what could not be listed
   * @param cause why
   */
  void failed(Location prefix, IngestException cause);
}
