package io.paraflow.aws;

import io.paraflow.core.error.IngestException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Makes the SDK's synchronous clients alike: credentials, region, endpoint, timeouts, retries and
 * user agent.
 *
 * <p>Redirects are never followed: a store that sends a signed request to another host gets an
 * error instead.
 */
public final class AwsClients {
  /** Connections are opened when needed, so this bounds only the threads times their read-ahead. */
  private static final int MAX_CONNECTIONS = 512;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** The longest silence on a connection: it bounds a stall, not a slow transfer. */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

  private static final int MAX_ATTEMPTS = 4;
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(10);

  private AwsClients() {}

  /**
   * Completes a client's builder and builds it. The client owns its connections: closing it closes
   * them. Makes no request.
   *
   * @param builder of any service's synchronous client
   * @param options region and credentials
   * @param endpoint where the service is, for example {@code http://localhost:4566}; null for AWS
   * @throws IngestException INVALID_LOCATION for an endpoint that is not an http or https URL
   */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C create(
      B builder, AwsOptions options, @Nullable String endpoint) {
    if (endpoint != null) {
      builder.endpointOverride(AwsEndpoint.parse(endpoint));
    }
    return builder
        .region(Region.of(options.region()))
        .credentialsProvider(credentials(options))
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(IDLE_TIMEOUT)
                .tcpKeepAlive(true))
        .overrideConfiguration(
            override ->
                override
                    .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_PREFIX, userAgent())
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(MAX_ATTEMPTS)
                            .backoffStrategy(backoff())
                            .throttlingBackoffStrategy(backoff())
                            .build()))
        .build();
  }

  private static BackoffStrategy backoff() {
    return BackoffStrategy.exponentialDelayHalfJitter(FIRST_RETRY, LAST_RETRY);
  }

  private static String userAgent() {
    String version = AwsClients.class.getPackage().getImplementationVersion();
    return "paraflow/" + (version == null ? "dev" : version);
  }

  private static AwsCredentialsProvider credentials(AwsOptions options) {
    String accessKey = options.accessKey();
    String secretKey = options.secretKey();
    if (accessKey != null && secretKey != null) {
      String token = options.sessionToken();
      return StaticCredentialsProvider.create(
          token == null
              ? AwsBasicCredentials.create(accessKey, secretKey)
              : AwsSessionCredentials.create(accessKey, secretKey, token));
    }
    if (options.profile() != null) {
      return ProfileCredentialsProvider.create(options.profile());
    }
    if (options.noImds()) {
      return AwsCredentialsProviderChain.of(
          SystemPropertyCredentialsProvider.create(),
          EnvironmentVariableCredentialsProvider.create(),
          WebIdentityTokenFileCredentialsProvider.create(),
          ProfileCredentialsProvider.create(),
          ContainerCredentialsProvider.create());
    }
    return DefaultCredentialsProvider.builder().build();
  }
}
