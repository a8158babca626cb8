package io.paraflow.testing.store;

import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsOptions;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import io.paraflow.reader.store.s3.S3FileStore;
import io.paraflow.reader.store.s3.S3Options;
import io.paraflow.testing.contract.FileStoreContract;
import io.paraflow.testing.servers.TestS3;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3FileStoreContractTest extends FileStoreContract {
  private static final AwsOptions AWS =
      AwsOptions.defaults().withKeys(TestS3.ACCESS_KEY, TestS3.SECRET_KEY);
  private static final String BUCKET = "contract-" + UUID.randomUUID();

  private static S3Client client;
  private static S3FileStore store;

  private final String prefix = UUID.randomUUID() + "/";

  @BeforeAll
  static void connect() {
    String endpoint = TestS3.endpoint().toString();
    client = AwsClients.create(S3Client.builder().forcePathStyle(true), AWS, endpoint);
    client.createBucket(r -> r.bucket(BUCKET));
    store = new S3FileStore(new S3Options(endpoint, AWS));
  }

  @AfterAll
  static void disconnect() {
    store.close();
    client.close();
  }

  @Override
  protected FileStore store() {
    return store;
  }

  @Override
  protected Location location(String name) {
    return new Location("s3", BUCKET, prefix + name);
  }

  @Override
  protected void put(String name, byte[] content) {
    client.putObject(r -> r.bucket(BUCKET).key(prefix + name), RequestBody.fromBytes(content));
  }
}
