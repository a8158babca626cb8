package io.paraflow.reader.store.s3;

import io.paraflow.aws.AwsErrors;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Requests for the bytes of one version of an object, by any number of threads. */
final class ObjectReads {
  private final S3Client client;
  private final Location location;
  private final long length;
  private final String tag;
  private final @Nullable String versionId;
  private final boolean verifyChecksums;

  /**
   * Reading by version takes a permission that reading does not; without it the ETag alone pins.
   */
  private volatile boolean byVersion;

  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  ObjectReads(
      S3Client client,
      Location location,
      long length,
      String tag,
      @Nullable String versionId,
      boolean verifyChecksums) {
    this.client = client;
    this.location = location;
    this.length = length;
    this.tag = tag;
    this.versionId = versionId;
    this.verifyChecksums = verifyChecksums;
    this.byVersion = versionId != null;
  }

  Location location() {
    return location;
  }

  long length() {
    return length;
  }

  /** Counts a request that something else has made. */
  void countRequest() {
    requests.increment();
  }

  void countBytes(int received) {
    bytes.add(received);
  }

  ReadCounts counts() {
    return new ReadCounts(requests.sum(), bytes.sum());
  }

  String version() {
    return versionId != null ? versionId : bare(tag);
  }

  /** Whether a read is answered by an object whose checksum the SDK verifies at the body's end. */
  boolean isVerified(long position, long count) {
    return verifyChecksums && position == 0 && count == length;
  }

  /**
   * Begins one request.
   *
   * @return a body of which the header promises exactly {@code count} bytes from {@code position}
   * @throws IngestException when the store refuses, or answers with something else
   */
  ResponseInputStream<GetObjectResponse> get(long position, long count) {
    boolean asked = byVersion;
    requests.increment();
    try {
      return checked(client.getObject(request(position, count)), position, count);
    } catch (AwsServiceException e) {
      if (asked && e.statusCode() == 403) {
        byVersion = false;
        return get(position, count);
      }
      throw refused(e, position, count);
    } catch (SdkException e) {
      throw AwsErrors.translate(e, subject(position, count));
    }
  }

  String subject(long position, long count) {
    return "Cannot read %d bytes at %d of %s".formatted(count, position, location);
  }

  private GetObjectRequest request(long position, long count) {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(location.authority())
            .key(location.path())
            .ifMatch(tag)
            .versionId(byVersion ? versionId : null);
    return (isVerified(position, count)
            ? request.checksumMode(ChecksumMode.ENABLED)
            : request.range("bytes=" + position + "-" + (position + count - 1)))
        .build();
  }

  /** A server or proxy that does not keep to the request must not be believed. */
  private ResponseInputStream<GetObjectResponse> checked(
      ResponseInputStream<GetObjectResponse> body, long position, long count) {
    GetObjectResponse answer = body.response();
    IngestException problem = null;
    if (answer.eTag() != null && !bare(answer.eTag()).equals(bare(tag))) {
      problem = changed(position, count, "the store sent version " + answer.eTag());
    } else if (!isVerified(position, count)) {
      String expected = "bytes %d-%d/%d".formatted(position, position + count - 1, length);
      if (!expected.equals(answer.contentRange())) {
        problem = unexpected(position, count, "Content-Range", expected, answer.contentRange());
      }
    }
    if (problem == null && answer.contentLength() != null && answer.contentLength() != count) {
      problem =
          unexpected(position, count, "Content-Length", "" + count, "" + answer.contentLength());
    }
    if (problem != null) {
      body.abort();
      throw problem;
    }
    return body;
  }

  private IngestException unexpected(
      long position, long count, String header, String expected, @Nullable String actual) {
    return new IngestException(
        ErrorCode.UNSUPPORTED,
        "%s: the store does not answer ranges as asked: expected %s \"%s\" but received %s"
            .formatted(
                subject(position, count),
                header,
                expected,
                actual == null ? "none" : "\"" + actual + "\""));
  }

  private IngestException refused(AwsServiceException failure, long position, long count) {
    return switch (failure.statusCode()) {
      case 412 -> changed(position, count, "it is no longer version " + version());
      case 416 ->
          new IngestException(
              ErrorCode.TRUNCATED,
              subject(position, count)
                  + ": the object had "
                  + length
                  + " bytes when it was opened and is shorter now",
              failure);
      default -> AwsErrors.translate(failure, subject(position, count));
    };
  }

  private IngestException changed(long position, long count, String how) {
    return new IngestException(
        ErrorCode.OBJECT_CHANGED, subject(position, count) + ": the object has changed, " + how);
  }

  private static String bare(String tag) {
    return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
        ? tag.substring(1, tag.length() - 1)
        : tag;
  }
}
