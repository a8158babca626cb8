package io.paraflow.queue.stdin;

import io.paraflow.core.plugin.WorkQueueProvider;
import io.paraflow.core.work.WorkQueue;
import java.io.FileDescriptor;
import java.io.FileInputStream;

/** Announces the queue that reads standard input. */
public final class StdinWorkQueueProvider implements WorkQueueProvider<StdinOptions> {
  @Override
  public String name() {
    return "stdin";
  }

  @Override
  public Class<StdinOptions> options() {
    return StdinOptions.class;
  }

  @Override
  public WorkQueue create(StdinOptions options) {
    return new StdinWorkQueue(new FileInputStream(FileDescriptor.in));
  }
}
