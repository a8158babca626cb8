package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsOptions;
import io.paraflow.testing.data.DailyLogs;
import io.paraflow.testing.fixtures.Checksums;
import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.servers.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The two commands and S3 between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3Test {
  private static final int DAYS = 3;
  private static final int ROWS = 2_000;

  private final String bucket = "e2e-" + UUID.randomUUID();
  private Path folder = Path.of("");

  @BeforeAll
  void upload(@TempDir Path temporary) throws IOException {
    folder = temporary;
    DailyLogs.write(folder, DAYS, ROWS, 300_000);
    AwsOptions keys = AwsOptions.defaults().withKeys(TestS3.ACCESS_KEY, TestS3.SECRET_KEY);
    try (S3Client s3 =
            AwsClients.create(
                S3Client.builder().forcePathStyle(true), keys, TestS3.endpoint().toString());
        Stream<Path> files = Files.walk(folder.resolve("logs"))) {
      s3.createBucket(request -> request.bucket(bucket));
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String key = folder.relativize(file).toString();
        s3.putObject(request -> request.bucket(bucket).key(key), file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void everyValueOfEveryDayArrives(int threads) {
    Path out = folder.resolve("all-" + threads + ".ndjson");
    Ended ended =
        run(
            "%s --bucket %s --prefix logs/ --pattern '*.parquet' | %s --threads %d > %s"
                .formatted(
                    Commands.bin("pf-discoverer"),
                    bucket,
                    Commands.bin("pf-worker"),
                    threads,
                    Commands.quoted(out.toString())));

    assertEquals(0, ended.exit(), ended.err());
    try (DuckDb duckdb = new DuckDb()) {
      String expected = Checksums.parquet(List.of(folder.resolve("logs/**/*.parquet")));
      Map<String, String> columns = Checksums.columns(duckdb, expected);
      List<String> sums = Checksums.of(duckdb, expected, columns);
      assertEquals("" + 2 * DAYS * ROWS, sums.getFirst());
      assertEquals(sums, Checksums.of(duckdb, Checksums.jsonLines(out, columns), columns));
    }
  }

  @Test
  void daysAreChosenByPartition() {
    Ended ended =
        run(
            Commands.bin("pf-discoverer")
                + " --bucket "
                + bucket
                + " --partitioning 'logs/${_time:%Y/%m/%d}/' --filter"
                + " _time=2026-01-02..2026-01-09");

    assertEquals(0, ended.exit(), ended.err());
    assertEquals(
        List.of(
            "02/access-0.parquet",
            "02/access-1.parquet",
            "02/service-0.ndjson",
            "02/service-1.ndjson.gz",
            "03/access-0.parquet",
            "03/access-1.parquet",
            "03/service-0.ndjson",
            "03/service-1.ndjson.gz"),
        ended.lines().stream()
            .map(line -> line.replaceAll(".*/logs/2026/01/([^\"]*)\".*", "$1"))
            .sorted()
            .toList());
  }

  @Test
  void columnsAndRowsAreChosenByTheWorker() {
    Ended ended =
        run(
            "%s --columns status,severity --filter 'status >= 500' s3://%s/logs/2026/01/01/access-0.parquet"
                .formatted(Commands.bin("pf-worker"), bucket));

    assertEquals(0, ended.exit(), ended.err());
    assertTrue(ended.lines().size() > ROWS / 20, () -> ended.lines().size() + " lines");
    assertTrue(
        ended.lines().stream()
            .allMatch(line -> line.matches("\\{\"status\":50[03],\"severity\":\"[A-Z]+\"}")));
  }

  @Test
  void aBucketThatIsNotThereIsNamedByBothCommands() {
    Ended listed = run(Commands.bin("pf-discoverer") + " s3://no-such-bucket-here/logs/");
    assertEquals(4, listed.exit(), listed.err());
    assertTrue(listed.err().contains("no-such-bucket-here"), listed.err());

    Ended read =
        run(
            "printf '%%s\\n' %s %s | %s --threads 1 | wc -l"
                .formatted(
                    Commands.quoted("{\"uri\":\"s3://no-such-bucket-here/a.parquet\"}"),
                    Commands.quoted(
                        "{\"uri\":\"s3://" + bucket + "/logs/2026/01/01/access-0.parquet\"}"),
                    Commands.bin("pf-worker")));
    assertEquals(4, read.exit(), read.err());
    assertEquals("" + ROWS, read.out().strip());
    assertTrue(read.err().contains("no-such-bucket-here"), read.err());
  }

  private Ended run(String command) {
    return new Commands(
            folder,
            Map.of(
                "PF_S3_ENDPOINT",
                TestS3.endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                TestS3.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                TestS3.SECRET_KEY))
        .run(command);
  }
}
