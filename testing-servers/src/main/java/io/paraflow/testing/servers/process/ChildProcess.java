package io.paraflow.testing.servers.process;

import java.io.IOException;

/** What a server process and the process that started it agree on. */
final class ChildProcess {
  private ChildProcess() {}

  /**
   * Says on standard output where the server listens, then waits until standard input ends, which
   * it does when the parent closes it or dies, and ends this process.
   */
  static void serve(int port) {
    System.out.println("LISTENING " + port);
    System.out.flush();
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      System.err.println("Lost the parent process: " + e);
    }
    Runtime.getRuntime().halt(0); // nothing here is worth an orderly shutdown
  }
}
