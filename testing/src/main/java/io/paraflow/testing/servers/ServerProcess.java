package io.paraflow.testing.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A program of module testing-servers in a process of its own, because its libraries must not meet
 * ours. It ends when this object is closed, and when this process ends in whatever way.
 */
final class ServerProcess implements AutoCloseable {
  private static final String PACKAGE = "/io/paraflow/testing/servers/process/";
  private static final String READY = "LISTENING ";

  private final Process process;
  private final URI endpoint;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.endpoint = URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Starts a program and waits until it listens.
   *
   * @throws IllegalStateException when it ends before that; its output tells why
   */
  static ServerProcess start(String program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                "io.paraflow.testing.servers.process." + program));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new ServerProcess(process, port(program, process));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + program, e);
    }
  }

  URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static int port(String program, Process process) throws IOException {
    StringBuilder output = new StringBuilder();
    BufferedReader reader = process.inputReader(UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(READY)) {
        return Integer.parseInt(line.substring(READY.length()));
      }
      output.append(line).append('\n');
    }
    throw new IllegalStateException(program + " ended before it was ready:\n" + output);
  }

  /** The program's own classes, and its libraries as Maven resolved them. */
  private static String classPath() {
    URL list =
        Objects.requireNonNull(
            ServerProcess.class.getResource(PACKAGE + "class-path"),
            "module testing-servers is not built");
    try (InputStream in = list.openStream()) {
      return origin(list) + File.pathSeparator + new String(in.readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + list, e);
    }
  }

  /** The jar or folder that a resource of the module comes from. */
  private static Path origin(URL list) {
    String location = list.toString();
    int end = location.startsWith("jar:") ? location.indexOf("!/") : location.indexOf(PACKAGE);
    int begin = location.startsWith("jar:") ? "jar:".length() : 0;
    try {
      return Path.of(new URI(location.substring(begin, end)));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Not a file: " + location, e);
    }
  }
}
