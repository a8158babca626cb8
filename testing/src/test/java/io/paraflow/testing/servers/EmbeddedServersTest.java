package io.paraflow.testing.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The servers answer, on the loopback interface only, and are gone when closed. */
class EmbeddedServersTest {
  private static final AwsOptions AWS = AwsOptions.defaults().withKeys("test", "test");

  @Test
  void keepsObjects() {
    try (EmbeddedS3 server = EmbeddedS3.start();
        S3Client client =
            AwsClients.create(
                S3Client.builder().forcePathStyle(true), AWS, server.endpoint().toString())) {
      client.createBucket(r -> r.bucket("bucket"));
      client.putObject(r -> r.bucket("bucket").key("key"), RequestBody.fromString("content"));
      assertEquals(
          "content", client.getObjectAsBytes(r -> r.bucket("bucket").key("key")).asUtf8String());
    }
  }

  @Test
  void keepsMessages() {
    try (EmbeddedSqs server = EmbeddedSqs.start();
        SqsClient client =
            AwsClients.create(SqsClient.builder(), AWS, server.endpoint().toString())) {
      String url = client.createQueue(r -> r.queueName("queue")).queueUrl();
      client.sendMessage(r -> r.queueUrl(url).messageBody("message"));
      List<Message> messages =
          client.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5)).messages();
      assertEquals("message", messages.getFirst().body());
    }
  }
}
