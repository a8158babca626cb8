package io.paraflow.testing.servers;

import java.net.URI;

/**
 * An SQS server in a process of its own, on a free port of the loopback interface, without any
 * queue at its start. It takes any credentials.
 */
public final class EmbeddedSqs implements AutoCloseable {
  private final ServerProcess process;

  private EmbeddedSqs(ServerProcess process) {
    this.process = process;
  }

  /** Starts a server and waits until it listens; takes some seconds. */
  public static EmbeddedSqs start() {
    return new EmbeddedSqs(ServerProcess.start("SqsServer"));
  }

  /** Where it listens, for {@code --sqs-endpoint}. */
  public URI endpoint() {
    return process.endpoint();
  }

  @Override
  public void close() {
    process.close();
  }
}
