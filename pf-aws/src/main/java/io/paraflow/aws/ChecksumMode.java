package io.paraflow.aws;

/** When S3 requests carry, and responses are checked against, a checksum. */
public enum ChecksumMode {
  /** Wherever the service offers one. */
  WHEN_SUPPORTED,
  /** Only where the service insists: for older S3-compatible stores that refuse the others. */
  WHEN_REQUIRED
}
