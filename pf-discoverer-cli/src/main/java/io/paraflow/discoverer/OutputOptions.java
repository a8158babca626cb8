package io.paraflow.discoverer;

import io.paraflow.core.config.Option;
import org.jspecify.annotations.Nullable;

/**
 * Where discovered files go.
 *
 * @param destination the name of a publisher
 * @param splitSize a {@link ByteSize}; null for none
 */
record OutputOptions(
    @Option(value = "Where discovered files go.", flags = "--destination", def = "stdout")
        String destination,
    @Option(
            value =
                "Cut files that are larger than this into parts of equal size, each a work item of"
                    + " its own, so that threads and machines share them: bytes, or with a unit"
                    + " such as 128MB; at least 64KB. Only files whose names say that they can be"
                    + " read from the middle are cut: Parquet, and NDJSON that is not compressed.",
            flags = "--split-size")
        @Nullable String splitSize) {
  private static final long LEAST_SPLIT_BYTES = 64_000;

  /** Checks the size. */
  OutputOptions {
    long _ = splitBytes(splitSize);
  }

  /** The size beyond which a file is cut; {@link Long#MAX_VALUE} for none. */
  long splitBytes() {
    return splitBytes(splitSize);
  }

  private static long splitBytes(@Nullable String splitSize) {
    if (splitSize == null) {
      return Long.MAX_VALUE;
    }
    long bytes;
    try {
      bytes = ByteSize.parse(splitSize);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--split-size: " + e.getMessage(), e);
    }
    if (bytes < LEAST_SPLIT_BYTES) {
      throw new IllegalArgumentException(
          "--split-size must be at least 64KB but is "
              + splitSize
              + ": parts this small are more"
              + " work to hand out than to process");
    }
    return bytes;
  }
}
