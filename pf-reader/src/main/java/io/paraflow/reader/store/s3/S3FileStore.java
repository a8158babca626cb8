package io.paraflow.reader.store.s3;

import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsErrors;
import io.paraflow.aws.ChecksumMode;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in S3. An open file is pinned to the object's ETag and, where the bucket keeps versions,
 * to its version: a read sees that version or fails.
 *
 * <p>Keys are passed on as they are. The store serves any number of threads; each request that is
 * under way holds one connection.
 */
public final class S3FileStore implements FileStore {
  static final String SCHEME = "s3";

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private final S3Client client;
  private final Opening opening;

  /**
   * Makes no request yet.
   *
   * @throws IngestException INVALID_LOCATION for an endpoint that is not a URL
   */
  public S3FileStore(S3Options options) {
    boolean verifyChecksums = options.aws().checksums() == ChecksumMode.WHEN_SUPPORTED;
    // Responses are verified where a read asks for it: a range has no checksum of its own, and the
    // SDK would compare it with the whole object's.
    S3ClientBuilder builder =
        S3Client.builder()
            .requestChecksumCalculation(
                verifyChecksums
                    ? RequestChecksumCalculation.WHEN_SUPPORTED
                    : RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .forcePathStyle(options.endpoint() != null);
    this.client = AwsClients.create(builder, options.aws(), options.endpoint());
    this.opening = new Opening(client, verifyChecksums);
  }

  @Override
  public InputFile open(Location location) {
    checkObject(location);
    return opening.byHead(location);
  }

  @Override
  public InputFile open(Location location, FileEnd first, long expectedLength) {
    checkObject(location);
    return opening.byReading(location, first, expectedLength);
  }

  private static void checkObject(Location location) {
    checkBucket(location);
    if (location.path().isEmpty()) {
      throw new IngestException(
          ErrorCode.INVALID_LOCATION, "Cannot read " + location + ": it names no object");
    }
  }

  @Override
  public void list(Location prefix, Predicate<FileEntry> visitor) {
    checkBucket(prefix);
    String token = null;
    do {
      ListObjectsV2Response page = page(prefix, token);
      for (S3Object object : page.contents()) {
        if (!object.key().endsWith("/") && !visitor.test(entry(prefix, object))) {
          return;
        }
      }
      token = nextToken(prefix, token, page);
    } while (token != null);
  }

  private ListObjectsV2Response page(Location prefix, @Nullable String token) {
    try {
      return client.listObjectsV2(
          r ->
              r.bucket(prefix.authority())
                  .prefix(prefix.path())
                  .continuationToken(token)
                  .encodingType(EncodingType.URL)); // XML cannot hold every key; the SDK decodes
    } catch (SdkException e) {
      throw AwsErrors.translate(e, "Cannot list " + prefix);
    }
  }

  private static FileEntry entry(Location prefix, S3Object object) {
    Location location = new Location(SCHEME, prefix.authority(), object.key());
    return new FileEntry(location, object.size(), object.lastModified());
  }

  private static @Nullable String nextToken(
      Location prefix, @Nullable String token, ListObjectsV2Response page) {
    if (!Boolean.TRUE.equals(page.isTruncated())) {
      return null;
    }
    String next = page.nextContinuationToken();
    if (next == null || Objects.equals(next, token)) {
      throw new IngestException(
          ErrorCode.UNAVAILABLE,
          "Cannot list " + prefix + ": the store says there is more but not where to go on");
    }
    return next;
  }

  private static void checkBucket(Location location) {
    String bucket = location.authority();
    if (!location.scheme().equals(SCHEME)
        || !BUCKET.matcher(bucket).matches()
        || IP_ADDRESS.matcher(bucket).matches()
        || bucket.contains("..")) {
      throw new IngestException(
          ErrorCode.INVALID_LOCATION,
          "\""
              + bucket
              + "\" in "
              + location
              + " is not a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
