package io.paraflow.testing.servers;

import java.net.URI;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The S3 that the tests of one JVM share, by system property {@code it.backend}: {@code auto}
 * (LocalStack where there is Docker, else the embedded server), {@code docker}, {@code embedded},
 * or {@code url} for a running one at environment variable {@code AWS_ENDPOINT_URL}.
 */
public final class TestS3 {
  /** What every backend takes. */
  public static final String ACCESS_KEY = "test";

  /** What every backend takes. */
  public static final String SECRET_KEY = "test";

  private static final String LOCALSTACK_IMAGE = "localstack/localstack:4.9";

  private TestS3() {}

  /**
   * Where it listens. Starts it at the first call; it ends with this JVM.
   *
   * @throws IllegalStateException when the chosen backend is not there
   */
  public static URI endpoint() {
    return Shared.ENDPOINT;
  }

  private static URI start(String chosen) {
    String backend = chosen.equals("auto") ? (isDockerAvailable() ? "docker" : "embedded") : chosen;
    URI endpoint =
        switch (backend) {
          case "embedded" -> EmbeddedS3.start().endpoint();
          case "docker" -> startLocalStack();
          case "url" ->
              URI.create(
                  Objects.requireNonNull(
                      System.getenv("AWS_ENDPOINT_URL"),
                      "it.backend=url needs the environment variable AWS_ENDPOINT_URL"));
          default -> throw new IllegalStateException("it.backend=" + backend + " is not known");
        };
    System.out.println("S3 for tests: " + backend + " at " + endpoint);
    return endpoint;
  }

  private static boolean isDockerAvailable() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @SuppressWarnings("resource") // Testcontainers removes it when this JVM ends
  private static URI startLocalStack() {
    if (!isDockerAvailable()) {
      throw new IllegalStateException("it.backend=docker, but there is no Docker");
    }
    LocalStackContainer container =
        new LocalStackContainer(DockerImageName.parse(LOCALSTACK_IMAGE)).withServices("s3");
    container.start();
    return container.getEndpoint();
  }

  private static final class Shared {
    static final URI ENDPOINT = start(System.getProperty("it.backend", "auto"));
  }
}
