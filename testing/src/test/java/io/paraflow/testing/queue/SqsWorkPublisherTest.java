package io.paraflow.testing.queue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsOptions;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FilePart;
import io.paraflow.core.file.Location;
import io.paraflow.queue.item.WorkItemParser;
import io.paraflow.queue.sqs.SqsPublisherOptions;
import io.paraflow.queue.sqs.SqsWorkPublisher;
import io.paraflow.testing.servers.EmbeddedSqs;
import io.paraflow.testing.servers.StubServer;
import io.paraflow.testing.servers.StubServer.Ending;
import io.paraflow.testing.servers.StubServer.Request;
import io.paraflow.testing.servers.StubServer.Response;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Every file that was published is in the queue, or the publisher says that it is not. */
class SqsWorkPublisherTest {
  private static final AwsOptions AWS = AwsOptions.defaults().withKeys("test", "test");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Bodies by batch, as the stub received them. */
  private final List<List<String>> batches = new ArrayList<>();

  /** What becomes of the n-th entry received, over all batches; an empty code accepts it. */
  private IntFunction<String> refusal = _ -> "";

  private int status = 200;
  private int received;
  private final StubServer stub = new StubServer(this::answer);

  @AfterEach
  void close() {
    stub.close();
  }

  @Test
  void sendsEveryFileToARealQueue() {
    try (EmbeddedSqs server = EmbeddedSqs.start();
        SqsClient client =
            AwsClients.create(SqsClient.builder(), AWS, server.endpoint().toString())) {
      String url = client.createQueue(r -> r.queueName("files")).queueUrl();
      List<FilePart> files = new ArrayList<>(files(33));
      files.add(file("odd/\"quote\"\nnew line é😀 %2B+"));
      try (SqsWorkPublisher publisher =
          new SqsWorkPublisher(
              new SqsPublisherOptions(url, server.endpoint().toString(), 10, AWS))) {
        publisher.publish(files.subList(0, 5));
        publisher.publish(files.subList(5, files.size()));
      }
      TreeSet<String> expected = new TreeSet<>();
      files.forEach(part -> expected.add(part.file().location().toString()));
      TreeSet<String> sent = new TreeSet<>();
      while (sent.size() < expected.size()) {
        List<Message> messages =
            client
                .receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(5))
                .messages();
        assertTrue(!messages.isEmpty(), "missing: " + sent.size() + " of " + expected.size());
        messages.forEach(m -> sent.add(new WorkItemParser().parse(m.body()).location().toString()));
      }
      assertEquals(expected, sent);
    }
  }

  @Test
  void fillsBatchesAcrossCallsAndSendsTheRestAtTheEnd() {
    try (SqsWorkPublisher publisher = publisher(4)) {
      publisher.publish(files(3));
      publisher.publish(files(3));
      assertEquals(List.of(4), sizes());
    }
    assertEquals(List.of(4, 2), sizes());
    assertEquals("{\"uri\":\"s3://bucket/0\",\"size_bytes\":1}", batches.getFirst().getFirst());
  }

  @Test
  void sendsOnlyRefusedEntriesAgain() {
    refusal = n -> n == 2 || n == 5 || n == 10 ? "InternalError" : "";
    try (SqsWorkPublisher publisher = publisher(10)) {
      publisher.publish(files(10));
    }
    assertEquals(List.of(10, 2, 1), sizes());
    assertEquals(batches.get(0).get(2), batches.get(1).get(0));
    assertEquals(batches.get(0).get(5), batches.get(1).get(1));
    assertEquals(batches.get(1).get(0), batches.get(2).get(0));
  }

  @Test
  void countsWhatIsRefusedForGoodAndSendsTheRest() {
    refusal = n -> n == 3 ? "sender:Invalid" : "";
    try (SqsWorkPublisher publisher = publisher(10)) {
      IngestException e = assertThrows(IngestException.class, () -> publisher.publish(files(20)));
      assertEquals(ErrorCode.UNAVAILABLE, e.code());
      assertTrue(
          e.getMessage().startsWith("1 work items were not accepted by queue"), e.getMessage());
      assertTrue(e.getMessage().contains("{Invalid=1}"), e.getMessage());
    }
    assertEquals(List.of(10, 10), sizes());
  }

  @Test
  void givesUpOnAnEntryAfterSomeAttempts() {
    refusal = n -> n == 0 || n >= 2 ? "InternalError" : "";
    SqsWorkPublisher publisher = publisher(2);
    IngestException e = assertThrows(IngestException.class, () -> publisher.publish(files(2)));
    assertTrue(e.getMessage().contains("{InternalError=1}"), e.getMessage());
    assertEquals(List.of(2, 1, 1, 1), sizes());
    publisher.close();
  }

  @Test
  void stopsWhenTheQueueDoesNotAnswer() {
    status = 403;
    SqsWorkPublisher publisher = publisher(10);
    IngestException e = assertThrows(IngestException.class, () -> publisher.publish(files(30)));
    assertEquals(ErrorCode.ACCESS_DENIED, e.code());
    assertTrue(e.getMessage().startsWith("30 work items were not accepted"), e.getMessage());
    assertEquals(1, batches.size());
    publisher.close();
  }

  @Test
  void keepsABatchBelowTheLimitOfARequest() {
    try (SqsWorkPublisher publisher = publisher(10)) {
      publisher.publish(
          IntStream.range(0, 10).mapToObj(i -> file(i + "é".repeat(30_000))).toList());
    }
    assertEquals(List.of(4, 4, 2), sizes());
    for (List<String> batch : batches) {
      assertTrue(batch.stream().mapToInt(b -> b.getBytes(UTF_8).length).sum() < 256 << 10);
    }
  }

  @Test
  void refusesAFileThatIsTooLong() {
    SqsWorkPublisher publisher = publisher(10);
    List<FilePart> files = List.of(file("é".repeat(1 << 17)), file("short"));
    IngestException e = assertThrows(IngestException.class, () -> publisher.publish(files));
    assertTrue(e.getMessage().contains("limit 262144"), e.getMessage());
    publisher.close();
    assertEquals(List.of(1), sizes());
  }

  @Test
  void refusesAQueueThatKeepsOrder() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SqsPublisherOptions("https://sqs/1/files.fifo", null, 10, AWS));
    assertTrue(e.getMessage().contains("FIFO"), e.getMessage());
  }

  private SqsWorkPublisher publisher(int batchSize) {
    String endpoint = stub.endpoint().toString();
    return new SqsWorkPublisher(
        new SqsPublisherOptions(endpoint + "/1/files", endpoint, batchSize, AWS));
  }

  private List<Integer> sizes() {
    return batches.stream().map(List::size).toList();
  }

  private static List<FilePart> files(int count) {
    return IntStream.range(0, count).mapToObj(i -> file(String.valueOf(i))).toList();
  }

  private static FilePart file(String key) {
    return FilePart.whole(new FileEntry(new Location("s3", "bucket", key), 1, null));
  }

  private Response answer(Request request) {
    try {
      JsonNode entries = JSON.readTree(request.body().getBytes(ISO_8859_1)).required("Entries");
      ObjectNode answer = JSON.createObjectNode();
      ArrayNode successful = answer.putArray("Successful");
      ArrayNode failed = answer.putArray("Failed");
      List<String> bodies = new ArrayList<>();
      for (JsonNode entry : entries) {
        String body = entry.required("MessageBody").textValue();
        bodies.add(body);
        String code = refusal.apply(received++);
        if (code.isEmpty()) {
          successful
              .addObject()
              .put("Id", entry.required("Id").textValue())
              .put("MessageId", "m" + received)
              .put("MD5OfMessageBody", md5(body));
        } else {
          failed
              .addObject()
              .put("Id", entry.required("Id").textValue())
              .put("Code", code.replace("sender:", ""))
              .put("SenderFault", code.startsWith("sender:"));
        }
      }
      batches.add(bodies);
      return new Response(
          status,
          Map.of("Content-Type", "application/x-amz-json-1.0"),
          JSON.writeValueAsBytes(answer),
          Ending.KEEP_OPEN);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String md5(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
