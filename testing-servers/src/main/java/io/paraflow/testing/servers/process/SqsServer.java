package io.paraflow.testing.servers.process;

import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** An SQS server on a free port of the loopback interface, without any queue yet. */
public final class SqsServer {
  private SqsServer() {}

  /** Runs until standard input ends. */
  public static void main(String[] arguments) {
    SQSRestServer server =
        SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
    ChildProcess.serve(server.waitUntilStarted().localAddress().getPort());
  }
}
