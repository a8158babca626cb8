package io.paraflow.queue.sqs;

import io.paraflow.aws.AwsOptions;
import io.paraflow.core.config.Option;
import org.jspecify.annotations.Nullable;

/** Which queue discovered files are sent to. */
public record SqsPublisherOptions(
    @Option(
            value = "URL of a standard SQS queue.",
            flags = "--sqs-queue-url",
            env = "PF_SQS_QUEUE_URL")
        @Nullable String queueUrl,
    @Option(
            value = "URL of an SQS-compatible service, for example http://localhost:4566.",
            flags = "--sqs-endpoint",
            env = {"PF_SQS_ENDPOINT", "AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL"})
        @Nullable String endpoint,
    @Option(
            value = "Messages sent in one request.",
            flags = "--sqs-batch-size",
            def = "10",
            min = 1,
            max = 10)
        int batchSize,
    @Option("Region and credentials.") AwsOptions aws) {
  /** Checks that the queue is one that can be sent to. */
  public SqsPublisherOptions {
    if (queueUrl == null) {
      throw new IllegalArgumentException("give the queue's URL with --sqs-queue-url");
    }
    if (queueUrl.endsWith(".fifo")) {
      throw new IllegalArgumentException(
          queueUrl + " is a FIFO queue: files have no order, so give a standard queue");
    }
    if (batchSize < 1 || batchSize > 10) {
      throw new IllegalArgumentException("batch size must be from 1 to 10 but is " + batchSize);
    }
  }
}
