package io.paraflow.queue.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsErrors;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FilePart;
import io.paraflow.core.work.WorkPublisher;
import io.paraflow.queue.item.DiscoveredFileWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/**
 * Sends discovered files to a standard SQS queue in batches, the last one at {@link #close}.
 *
 * <p>Of a batch that is accepted in part, only the rest is sent again, a few times; what is refused
 * for good does not keep the other files from being sent. When the queue itself does not answer,
 * the rest of the list is not tried. A file may be sent twice where an answer got lost. Used by one
 * thread.
 */
public final class SqsWorkPublisher implements WorkPublisher {
  /** Old limit of a whole request, which emulators still have. */
  static final int MAX_BATCH_BYTES = 256 << 10;

  private static final int MAX_ATTEMPTS = 4;
  private static final long FIRST_PAUSE_MILLIS = 100;

  private final SqsClient client;
  private final String queueUrl;
  private final int batchSize;
  private final DiscoveredFileWriter writer = new DiscoveredFileWriter(false);
  private final List<String> batch = new ArrayList<>();
  private int batchBytes;
  private final Map<String, Integer> refusals = new TreeMap<>();
  private @Nullable IngestException outage;

  /** Makes no request yet. */
  public SqsWorkPublisher(SqsPublisherOptions options) {
    this.client = AwsClients.create(SqsClient.builder(), options.aws(), options.endpoint());
    this.queueUrl = Objects.requireNonNull(options.queueUrl());
    this.batchSize = options.batchSize();
  }

  @Override
  public void publish(List<FilePart> parts) {
    for (FilePart part : parts) {
      if (outage == null) {
        add(part);
      } else {
        refused("NOT_SENT", 1);
      }
    }
    throwIfRefused();
  }

  @Override
  public void close() {
    try (client) {
      send();
    }
    throwIfRefused();
  }

  private void add(FilePart part) {
    byte[] body = writer.write(part);
    if (body.length > MAX_BATCH_BYTES) {
      refused("message of %d bytes, limit %d".formatted(body.length, MAX_BATCH_BYTES), 1);
      return;
    }
    if (batchBytes + body.length > MAX_BATCH_BYTES) {
      send();
    }
    batch.add(new String(body, UTF_8));
    batchBytes += body.length;
    if (batch.size() == batchSize) {
      send();
    }
  }

  private void send() {
    List<String> bodies = List.copyOf(batch);
    batch.clear();
    batchBytes = 0;
    for (int attempt = 1; !bodies.isEmpty(); attempt++) {
      bodies = sendOnce(bodies, attempt == MAX_ATTEMPTS);
      if (!bodies.isEmpty()) {
        pause(attempt);
      }
    }
  }

  /** The bodies to send again; none after the last attempt. */
  private List<String> sendOnce(List<String> bodies, boolean last) {
    SendMessageBatchResponse answer;
    try {
      answer = client.sendMessageBatch(r -> r.queueUrl(queueUrl).entries(entries(bodies)));
    } catch (SdkException e) {
      outage = AwsErrors.translate(e, "Cannot send to queue " + queueUrl);
      refused(outage.code().name(), bodies.size());
      return List.of();
    }
    List<String> accepted =
        answer.successful().stream().map(SendMessageBatchResultEntry::id).toList();
    List<String> again = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      String id = id(i);
      if (accepted.contains(id)) {
        continue;
      }
      BatchResultErrorEntry error =
          answer.failed().stream().filter(e -> id.equals(e.id())).findFirst().orElse(null);
      if (last || (error != null && Boolean.TRUE.equals(error.senderFault()))) {
        refused(error == null ? "no answer for the entry" : error.code(), 1);
      } else {
        again.add(bodies.get(i));
      }
    }
    return again;
  }

  private static List<SendMessageBatchRequestEntry> entries(List<String> bodies) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (String body : bodies) {
      entries.add(
          SendMessageBatchRequestEntry.builder().id(id(entries.size())).messageBody(body).build());
    }
    return entries;
  }

  private static String id(int index) {
    return "msg-" + index;
  }

  private void refused(String code, int count) {
    refusals.merge(code, count, Integer::sum);
  }

  private void throwIfRefused() {
    if (refusals.isEmpty()) {
      return;
    }
    int count = refusals.values().stream().mapToInt(Integer::intValue).sum();
    IngestException cause = outage;
    IngestException failure =
        new IngestException(
            cause == null ? ErrorCode.UNAVAILABLE : cause.code(),
            "%d work items were not accepted by queue %s: %s%s"
                .formatted(
                    count, queueUrl, refusals, cause == null ? "" : "; " + cause.getMessage()),
            cause);
    refusals.clear();
    outage = null;
    throw failure;
  }

  private static void pause(int attempt) {
    long longest = FIRST_PAUSE_MILLIS << attempt;
    try {
      Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IngestException(
          ErrorCode.CANCELLED, "Interrupted while sending discovered files", e);
    }
  }
}
