package io.paraflow.core.work;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.Location;
import java.util.Map;

/**
 * One file to process, or a part of it. Carries no endpoint, no credentials and no script: those
 * are the worker's own.
 *
 * @param jobId the job it belongs to, for logs and metrics
 * @param location the file
 * @param sizeBytes its length as the discoverer saw it, for progress; {@link
 *     io.paraflow.core.file.FileStore#UNKNOWN_LENGTH} if not said
 * @param format the name of the format as the producer guessed it, consulted last; empty if not
 *     said
 * @param range which rows of the file, as in {@link io.paraflow.core.file.ReadSpec}
 * @param attributes whatever else came with it
 */
public record WorkItem(
    String jobId,
    Location location,
    long sizeBytes,
    String format,
    ByteRange range,
    Map<String, String> attributes) {
  /** Copies the attributes. */
  public WorkItem {
    attributes = Map.copyOf(attributes);
  }

  /** A whole file. */
  public WorkItem(
      String jobId,
      Location location,
      long sizeBytes,
      String format,
      Map<String, String> attributes) {
    this(jobId, location, sizeBytes, format, ByteRange.ALL, attributes);
  }

  /** Whether it is a part of a file. */
  public boolean isPart() {
    return !range.equals(ByteRange.ALL);
  }
}
