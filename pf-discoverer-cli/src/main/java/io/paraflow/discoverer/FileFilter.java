package io.paraflow.discoverer;

import io.paraflow.core.file.FileEntry;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of the listed files are wanted: those that meet every condition.
 *
 * @param name matched with the last segment of the key
 * @param minBytes the least size, inclusive
 * @param maxBytes the greatest size, inclusive
 * @param modifiedAfter exclusive; null for any time. A file whose time the store does not say is
 *     not wanted when either bound is given
 * @param modifiedBefore exclusive; null for any time
 */
record FileFilter(
    NamePattern name,
    long minBytes,
    long maxBytes,
    @Nullable Instant modifiedAfter,
    @Nullable Instant modifiedBefore)
    implements Predicate<FileEntry> {
  /** Wants every file. */
  static FileFilter all() {
    return new FileFilter(NamePattern.parse("*"), 0, Long.MAX_VALUE, null, null);
  }

  @Override
  public boolean test(FileEntry file) {
    return file.sizeBytes() >= minBytes
        && file.sizeBytes() <= maxBytes
        && isWithin(file.lastModified())
        && name.matches(file.location().name());
  }

  private boolean isWithin(@Nullable Instant time) {
    if (time == null) {
      return modifiedAfter == null && modifiedBefore == null;
    }
    return (modifiedAfter == null || time.isAfter(modifiedAfter))
        && (modifiedBefore == null || time.isBefore(modifiedBefore));
  }
}
