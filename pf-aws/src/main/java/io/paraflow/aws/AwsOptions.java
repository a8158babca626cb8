package io.paraflow.aws;

import io.paraflow.core.config.Option;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to reach AWS, for every store and queue on it.
 *
 * <p>Credentials are the keys given here; else the profile given here; else the SDK's default
 * chain, which asks system properties, the environment ({@code AWS_ACCESS_KEY_ID}, {@code
 * AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN}), a web identity token, the profile files
 * ({@code AWS_PROFILE}), the container service and, last, the EC2 metadata service.
 */
public record AwsOptions(
    @Option(
            value = "AWS region.",
            flags = "--region",
            env = {"AWS_REGION", "AWS_DEFAULT_REGION"},
            def = "us-east-1")
        String region,
    @Option(
            value = "Access key id. Without one, the environment and the AWS profile are asked.",
            flags = "--access-key",
            secret = true)
        @Nullable String accessKey,
    @Option(
            value = "Secret key that belongs to the access key.",
            flags = "--secret-key",
            secret = true)
        @Nullable String secretKey,
    @Option(
            value = "Session token, where the access key is a temporary one.",
            flags = "--session-token",
            secret = true)
        @Nullable String sessionToken,
    @Option(value = "Profile of the AWS configuration files.", flags = "--profile")
        @Nullable String profile,
    @Option(
            value =
                "Do not ask the EC2 metadata service for credentials; saves a delay at the start"
                    + " outside of EC2.",
            flags = "--no-imds",
            env = "AWS_EC2_METADATA_DISABLED",
            def = "false")
        boolean noImds,
    @Option(
            value =
                "Checksums of S3 requests and responses: when_supported, or when_required for older"
                    + " S3-compatible stores.",
            flags = "--checksums",
            env = "AWS_REQUEST_CHECKSUM_CALCULATION",
            def = "when_supported")
        ChecksumMode checksums) {
  private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /** Checks that the options fit together. */
  public AwsOptions {
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException("\"" + region + "\" is not a region name");
    }
    if ((accessKey == null) != (secretKey == null)) {
      throw new IllegalArgumentException("give --access-key and --secret-key together");
    }
    if (sessionToken != null && accessKey == null) {
      throw new IllegalArgumentException(
          "--session-token belongs to --access-key and --secret-key");
    }
    if (profile != null && accessKey != null) {
      throw new IllegalArgumentException("give either --access-key or --profile");
    }
  }

  /** The options that apply when none is given. */
  public static AwsOptions defaults() {
    return new AwsOptions("us-east-1", null, null, null, null, false, ChecksumMode.WHEN_SUPPORTED);
  }

  /** These options with fixed credentials. */
  public AwsOptions withKeys(String newAccessKey, String newSecretKey) {
    return new AwsOptions(region, newAccessKey, newSecretKey, null, null, noImds, checksums);
  }

  /** Everything but the credentials. */
  @Override
  public String toString() {
    return "AwsOptions[region="
        + region
        + ", credentials="
        + (accessKey != null ? "keys" : profile != null ? "profile " + profile : "default chain")
        + ", noImds="
        + noImds
        + ", checksums="
        + checksums
        + "]";
  }
}
