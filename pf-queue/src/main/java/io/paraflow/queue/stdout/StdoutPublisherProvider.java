package io.paraflow.queue.stdout;

import io.paraflow.core.plugin.WorkPublisherProvider;
import io.paraflow.core.work.WorkPublisher;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Announces the publisher to standard output. */
public final class StdoutPublisherProvider
    implements WorkPublisherProvider<StdoutPublisherOptions> {
  @Override
  public String name() {
    return "stdout";
  }

  @Override
  public Class<StdoutPublisherOptions> options() {
    return StdoutPublisherOptions.class;
  }

  @Override
  public WorkPublisher create(StdoutPublisherOptions options) {
    return new StdoutWorkPublisher(
        new FileOutputStream(FileDescriptor.out), options.outputFormat());
  }
}
