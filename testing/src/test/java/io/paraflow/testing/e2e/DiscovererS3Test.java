package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paraflow.aws.AwsClients;
import io.paraflow.aws.AwsOptions;
import io.paraflow.discoverer.Main;
import io.paraflow.testing.servers.TestS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The discoverer against a real S3 server. */
class DiscovererS3Test {
  private static final String BUCKET = "discover-" + UUID.randomUUID();
  private static final List<String> ODD_KEYS =
      List.of(
          "odd/with space.ndjson",
          "odd/plus+percent%20.ndjson",
          "odd/quote\"s.ndjson",
          "odd/日本-😀.ndjson");

  private static S3Client client;

  @BeforeAll
  static void fill() {
    AwsOptions aws = AwsOptions.defaults().withKeys(TestS3.ACCESS_KEY, TestS3.SECRET_KEY);
    client =
        AwsClients.create(
            S3Client.builder().forcePathStyle(true), aws, TestS3.endpoint().toString());
    client.createBucket(r -> r.bucket(BUCKET));
    for (int day = 1; day <= 12; day++) {
      for (String service : List.of("web", "api")) {
        put("logs/%s/2026/01/%02d/part-0.parquet".formatted(service, day), day);
        put("logs/%s/2026/01/%02d/part-1.ndjson.gz".formatted(service, day), 100 + day);
      }
    }
    put("logs/folder-marker/", 0);
    ODD_KEYS.forEach(key -> put(key, 1));
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @Test
  void aPrefixIsListedWithSizesInTheStoresOrder() throws Exception {
    Ended ended = discover("s3://" + BUCKET + "/logs/web/");
    assertEquals(0, ended.exit(), ended.err());
    assertEquals(24, ended.uris().size());
    assertEquals(ended.uris().stream().sorted().toList(), ended.uris());
    JsonNode first = ended.items().getFirst();
    assertEquals(
        "s3://" + BUCKET + "/logs/web/2026/01/01/part-0.parquet", first.get("uri").asText());
    assertEquals(1, first.get("size_bytes").asLong());
    assertTrue(first.get("last_modified").asText().endsWith("Z"), first.toString());
  }

  @Test
  void aTemplateListsEveryCombinationOfItsVariables() throws Exception {
    Ended ended =
        discover(
            "-b",
            BUCKET,
            "--partitioning",
            "logs/${service}/${_time:%Y/%m/%d}/",
            "-f",
            "service=web,api",
            "-f",
            "_time=2026-01-03..2026-01-07",
            "-P",
            "*.parquet");
    assertEquals(0, ended.exit(), ended.err());
    List<String> expected = new ArrayList<>();
    for (String service : List.of("web", "api")) {
      for (int day = 3; day <= 7; day++) {
        expected.add("s3://%s/logs/%s/2026/01/%02d/part-0.parquet".formatted(BUCKET, service, day));
      }
    }
    Collections.sort(expected);
    assertEquals(expected, ended.uris().stream().sorted().toList());
  }

  @Test
  void keysAreHandedOnAsTheyAre() throws Exception {
    Ended ended = discover("s3://" + BUCKET + "/odd/");
    assertEquals(0, ended.exit(), ended.err());
    assertEquals(
        ODD_KEYS.stream().map(key -> "s3://" + BUCKET + "/" + key).sorted().toList(),
        ended.uris().stream().sorted().toList());
  }

  @Test
  void aMissingBucketIsOneClearLineAndTheOthersAreListed() throws Exception {
    Ended ended =
        discover("s3://no-such-bucket-here/x", "s3://" + BUCKET + "/logs/api/2026/01/01/");
    assertEquals(4, ended.exit());
    assertEquals(2, ended.uris().size());
    List<String> lines =
        ended.err().lines().filter(line -> line.contains("no-such-bucket-here")).toList();
    assertEquals(1, lines.size(), ended.err());
  }

  @Test
  void sizesBoundTheListingAndALimitEndsIt() throws Exception {
    assertEquals(
        List.of("s3://" + BUCKET + "/logs/api/2026/01/12/part-1.ndjson.gz"),
        discover("s3://" + BUCKET + "/logs/api/", "--min-size", "112").uris());
    assertEquals(3, discover("s3://" + BUCKET + "/logs/", "--max-files", "3").uris().size());
    Ended dry = discover("s3://" + BUCKET + "/logs/", "--dry-run", "--sample-count", "2");
    assertEquals(0, dry.exit());
    assertEquals(List.of(), dry.uris());
    assertEquals(2, dry.err().lines().filter(line -> line.startsWith("sample")).count());
  }

  private static Ended discover(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--s3-endpoint",
            TestS3.endpoint().toString(),
            "--access-key",
            TestS3.ACCESS_KEY,
            "--secret-key",
            TestS3.SECRET_KEY));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Main.run(all.toArray(String[]::new), Map.of(), InputStream.nullInputStream(), out, err);
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> items = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      items.add(json.readTree(line));
    }
    return new Ended(exit, items, err.toString(StandardCharsets.UTF_8));
  }

  private static void put(String key, int bytes) {
    client.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[bytes]));
  }

  private record Ended(int exit, List<JsonNode> items, String err) {
    List<String> uris() {
      return items.stream().map(item -> item.get("uri").asText()).toList();
    }
  }
}
