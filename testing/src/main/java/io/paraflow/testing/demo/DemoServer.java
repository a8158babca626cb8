package io.paraflow.testing.demo;

import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsOptions;
import io.paraflow.testing.data.DailyLogs;
import io.paraflow.testing.servers.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/** The demo's S3: filled with logs, there until standard input ends. */
public final class DemoServer {
  /** The only bucket. */
  public static final String BUCKET = "demo";

  private static final int DAYS = 3;
  private static final long PARQUET_ROWS = 200_000;
  private static final long NDJSON_BYTES = 48 << 20;

  private DemoServer() {}

  /**
   * Prints the server's URL as soon as everything is there.
   *
   * @param args the folder to make the data in
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    System.err.println("Making logs of " + DAYS + " days ...");
    DailyLogs.write(folder, DAYS, PARQUET_ROWS, NDJSON_BYTES);

    System.err.println("Starting S3 ...");
    try (EmbeddedS3 server = EmbeddedS3.start()) {
      upload(folder, server);
      System.out.println(server.endpoint());
      System.out.flush();
      while (System.in.read() >= 0) {}
    }
  }

  private static void upload(Path folder, EmbeddedS3 server) throws IOException {
    AwsOptions options =
        AwsOptions.defaults().withKeys(EmbeddedS3.ACCESS_KEY, EmbeddedS3.SECRET_KEY);
    try (S3Client s3 =
            AwsClients.create(
                S3Client.builder().forcePathStyle(true), options, server.endpoint().toString());
        Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      s3.createBucket(request -> request.bucket(BUCKET));
      long bytes = 0;
      for (Path file : files) {
        String key = folder.relativize(file).toString();
        s3.putObject(request -> request.bucket(BUCKET).key(key), file);
        bytes += Files.size(file);
        Files.delete(file);
      }
      System.err.printf(
          "Uploaded %d files, %d MB, to s3://%s/logs/%n", files.size(), bytes / 1_000_000, BUCKET);
    }
  }
}
