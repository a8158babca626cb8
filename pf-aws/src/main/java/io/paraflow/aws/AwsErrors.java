package io.paraflow.aws;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what an SDK's failure means for us. */
public final class AwsErrors {
  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidToken",
          "RequestTimeTooSkewed",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  private AwsErrors() {}

  /**
   * The failure in our terms. The SDK has already retried what can be retried.
   *
   * @param subject begins the message: what was tried on what, for example {@code Cannot read
   *     s3://bucket/key}
   */
  public static IngestException translate(SdkException failure, String subject) {
    return switch (failure) {
      case AwsServiceException refused -> refused(refused, subject);
      case AbortedException _ ->
          new IngestException(ErrorCode.CANCELLED, subject + ": interrupted", failure);
      default -> unanswered(failure, subject);
    };
  }

  /** The service's own word for the failure; empty where the answer had none. */
  public static String errorCode(AwsServiceException failure) {
    AwsErrorDetails details = failure.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : code;
  }

  private static IngestException refused(AwsServiceException failure, String subject) {
    int status = failure.statusCode();
    if (status >= 300 && status < 400) {
      return redirected(failure, subject);
    }
    if (status == 401 || status == 403 || DENIED.contains(errorCode(failure))) {
      return new IngestException(
          ErrorCode.ACCESS_DENIED, subject + ": access denied (" + reason(failure) + ")", failure);
    }
    if (status == 404) {
      return new IngestException(
          ErrorCode.NOT_FOUND, subject + ": not found (" + reason(failure) + ")", failure);
    }
    if (status == 429 || status == 503 || failure.isThrottlingException()) {
      return new IngestException(
          ErrorCode.THROTTLED,
          subject + ": asked to slow down (" + reason(failure) + ") after several attempts",
          failure);
    }
    if (status >= 500 || status == 408) {
      return new IngestException(
          ErrorCode.UNAVAILABLE,
          subject + ": server error (" + reason(failure) + ") after several attempts",
          failure);
    }
    return new IngestException(
        ErrorCode.INVALID_LOCATION, subject + ": refused (" + reason(failure) + ")", failure);
  }

  private static IngestException redirected(AwsServiceException failure, String subject) {
    AwsErrorDetails details = failure.awsErrorDetails();
    String region =
        details == null || details.sdkHttpResponse() == null
            ? ""
            : details.sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region").orElse("");
    return new IngestException(
        ErrorCode.INVALID_LOCATION,
        subject
            + ": the server redirects to another host (status "
            + failure.statusCode()
            + "), which is not followed"
            + (region.isEmpty()
                ? "; check region and endpoint"
                : "; the bucket is in region " + printable(region)),
        failure);
  }

  /** No answer at all: no credentials to ask with, or a network failure. */
  private static IngestException unanswered(SdkException failure, String subject) {
    String message = printable(String.valueOf(failure.getMessage()));
    if (message.toLowerCase(Locale.ROOT).contains("credentials")) {
      return new IngestException(
          ErrorCode.ACCESS_DENIED,
          subject
              + ": no AWS credentials found; give --access-key and --secret-key, --profile, or the"
              + " AWS_* environment variables",
          failure);
    }
    return new IngestException(
        ErrorCode.UNAVAILABLE, subject + ": no answer (" + message + ")", failure);
  }

  private static String reason(AwsServiceException failure) {
    String code = errorCode(failure);
    return code.isEmpty()
        ? "status " + failure.statusCode()
        : printable(code) + ", status " + failure.statusCode();
  }

  /** What another system said, safe to print: no control characters, and not endless. */
  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= 300 ? clean : clean.substring(0, 300) + "…";
  }
}
