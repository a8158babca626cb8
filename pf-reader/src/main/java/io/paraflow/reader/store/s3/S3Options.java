package io.paraflow.reader.store.s3;

import io.paraflow.aws.AwsEndpoint;
import io.paraflow.aws.AwsOptions;
import io.paraflow.core.config.Option;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How to reach S3. */
public record S3Options(
    @Option(
            value =
                "URL of an S3-compatible store, for example http://localhost:4566. Buckets are then"
                    + " named in the path. Without it, AWS.",
            flags = "--s3-endpoint",
            env = {"PF_S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"})
        @Nullable String endpoint,
    @Option("Region and credentials.") AwsOptions aws) {
  /** Checks the endpoint. */
  public S3Options {
    if (endpoint != null) {
      URI _ = AwsEndpoint.parse(endpoint);
    }
  }
}
