package io.paraflow.queue.sqs;

import io.paraflow.core.plugin.WorkPublisherProvider;
import io.paraflow.core.work.WorkPublisher;

/** Announces the publisher to Amazon SQS. */
public final class SqsPublisherProvider implements WorkPublisherProvider<SqsPublisherOptions> {
  @Override
  public String name() {
    return "sqs";
  }

  @Override
  public Class<SqsPublisherOptions> options() {
    return SqsPublisherOptions.class;
  }

  @Override
  public WorkPublisher create(SqsPublisherOptions options) {
    return new SqsWorkPublisher(options);
  }
}
