package io.paraflow.aws;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** The URL of a service that is not AWS's own. */
public final class AwsEndpoint {
  private AwsEndpoint() {}

  /**
   * Reads a URL.
   *
   * @throws IngestException INVALID_LOCATION for anything but an http or https URL with a host and
   *     without user information
   */
  public static URI parse(String text) {
    try {
      URI uri = new URI(text);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw invalid(e);
    }
    throw invalid(null);
  }

  /** Does not repeat the text: it may hold a user and a password. */
  private static IngestException invalid(@Nullable Exception cause) {
    return new IngestException(
        ErrorCode.INVALID_LOCATION,
        "The AWS endpoint is not a URL of the form http://host:port or https://host:port without"
            + " user information",
        cause);
  }
}
