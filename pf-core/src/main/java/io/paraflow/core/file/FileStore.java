package io.paraflow.core.file;

import java.util.function.Predicate;

/** A place that holds files. Shared by all threads. */
public interface FileStore extends AutoCloseable {
  /** A length that is not known yet. */
  long UNKNOWN_LENGTH = -1;

  /**
   * Opens one version of a file: every later read sees that version or fails.
   *
   * @param location the file
   * @return the file, open for reads at any position
   * @throws io.paraflow.core.error.IngestException NOT_FOUND, ACCESS_DENIED, INVALID_LOCATION or
   *     UNAVAILABLE, naming the location
   */
  InputFile open(Location location);

  /**
   * Opens one version of a file of which one end is read first. Where requests are costly, the one
   * that opens the file also brings that end, and reads of those bytes make no other.
   *
   * @param location the file
   * @param first the end that is read first
   * @param expectedLength what a listing said; {@link #UNKNOWN_LENGTH} if nothing did
   * @return the file, open for reads at any position
   * @throws io.paraflow.core.error.IngestException as {@link #open(Location)}
   */
  default InputFile open(Location location, FileEnd first, long expectedLength) {
    return open(location);
  }

  /**
   * Lists the files whose location starts with a prefix, page by page in constant memory, in the
   * store's order. Folders and folder markers are left out.
   *
   * @param prefix where to look: a bucket or key prefix; for local files a file, a folder (all
   *     files below it) or a glob
   * @param visitor called on this thread for each file; false ends the listing
   * @throws io.paraflow.core.error.IngestException when the listing fails; what was visited before
   *     stays valid
   */
  void list(Location prefix, Predicate<FileEntry> visitor);

  @Override
  void close();
}
