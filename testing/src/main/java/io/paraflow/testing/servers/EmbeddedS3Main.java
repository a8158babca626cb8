package io.paraflow.testing.servers;

import java.io.IOException;

/**
 * Runs an S3 server for a script: prints its URL as the only line, and ends with standard input.
 */
public final class EmbeddedS3Main {
  private EmbeddedS3Main() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    try (EmbeddedS3 server = EmbeddedS3.start()) {
      System.out.println(server.endpoint());
      System.out.flush();
      while (System.in.read() >= 0) {}
    }
  }
}
