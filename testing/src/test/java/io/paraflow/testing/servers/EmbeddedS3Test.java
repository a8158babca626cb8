package io.paraflow.testing.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class EmbeddedS3Test {
  private static final AwsOptions AWS = AwsOptions.defaults().withKeys("test", "test");

  @Test
  void keepsObjectsForThisMachineUntilItIsClosed() throws IOException {
    URI endpoint;
    try (EmbeddedS3 server = EmbeddedS3.start();
        S3Client client =
            AwsClients.create(
                S3Client.builder().forcePathStyle(true), AWS, server.endpoint().toString())) {
      endpoint = server.endpoint();
      client.createBucket(r -> r.bucket("bucket"));
      client.putObject(r -> r.bucket("bucket").key("key"), RequestBody.fromString("content"));
      assertEquals(
          "content", client.getObjectAsBytes(r -> r.bucket("bucket").key("key")).asUtf8String());
      for (InetAddress address : otherAddresses()) {
        assertFalse(listens(address, endpoint.getPort()), "listens on " + address);
      }
      assertTrue(listens(InetAddress.getLoopbackAddress(), endpoint.getPort()));
    }
    assertFalse(listens(InetAddress.getLoopbackAddress(), endpoint.getPort()));
    assertThrows(IllegalStateException.class, () -> ServerProcess.start("NoSuchServer").close());
  }

  private static List<InetAddress> otherAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress())
        .toList();
  }

  private static boolean listens(InetAddress address, int port) {
    try (Socket socket = new Socket(address, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
