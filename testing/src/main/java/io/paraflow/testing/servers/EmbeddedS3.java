package io.paraflow.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * An S3 server in a process of its own, on a free port of the loopback interface, empty at its
 * start. It takes any credentials. Whatever is in it is gone when it is closed.
 */
public final class EmbeddedS3 implements AutoCloseable {
  /** Any would do. */
  public static final String ACCESS_KEY = "test";

  /** Any would do. */
  public static final String SECRET_KEY = "test";

  private final ServerProcess process;
  private final Path folder;

  private EmbeddedS3(ServerProcess process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts a server and waits until it listens; takes some seconds. */
  public static EmbeddedS3 start() {
    try {
      Path folder = Files.createTempDirectory("embedded-s3-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return new EmbeddedS3(ServerProcess.start("S3Server", folder.toString()), folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder for the embedded S3", e);
    }
  }

  /** Where it listens, for {@code --s3-endpoint}; buckets are named in the path. */
  public URI endpoint() {
    return process.endpoint();
  }

  @Override
  public void close() {
    process.close();
    delete(folder);
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder, e);
    }
  }
}
