package io.paraflow.testing.store;

import static io.paraflow.testing.servers.StubS3.BUCKET;
import static io.paraflow.testing.servers.StubS3.cutAfter;
import static io.paraflow.testing.servers.StubS3.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.aws.AwsOptions;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.reader.store.s3.S3FileStore;
import io.paraflow.reader.store.s3.S3Options;
import io.paraflow.testing.servers.StubS3;
import io.paraflow.testing.servers.StubServer.Ending;
import io.paraflow.testing.servers.StubServer.Request;
import io.paraflow.testing.servers.StubServer.Response;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an S3 that misbehaves does to a read: the right bytes, or an error; never other bytes. */
class S3FaultTest {
  private static final long SEED = 20261121;
  private static final Location LOCATION = new Location("s3", BUCKET, "key");
  private static final int READ = 200_000;

  private final byte[] content = new byte[1 << 20];
  private final StubS3 stub = new StubS3();
  private final S3FileStore store =
      new S3FileStore(
          new S3Options(
              stub.endpoint().toString(), AwsOptions.defaults().withKeys("test", "test")));

  @BeforeEach
  void putObject() {
    new Random(SEED).nextBytes(content);
    stub.put("key", content);
  }

  @AfterEach
  void close() {
    store.close();
    stub.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"CLOSE", "RESET"})
  void resumesAtTheByteWhereABodyBroke(Ending ending) {
    Random random = new Random(SEED);
    for (int run = 0; run < 20; run++) {
      int cut = random.nextInt(READ);
      stub.fault(cutAfter(cut, ending));
      assertReads(random.nextInt(content.length - READ), "seed " + SEED + ", cut at " + cut);
    }
    List<Request> gets = gets();
    assertTrue(gets.size() >= 40, "each read took a second request: " + gets.size());
    assertTrue(gets.stream().allMatch(r -> "\"v1\"".equals(r.headers().get("if-match"))));
  }

  @Test
  void resumesWithoutAByteReadTwiceOrLeftOut() {
    stub.fault(cutAfter(1000, Ending.CLOSE));
    assertReads(5000, "one cut");
    assertEquals(
        List.of("bytes=5000-204999", "bytes=6000-204999"),
        gets().stream().map(r -> r.headers().get("range")).toList());
  }

  @Test
  void resumesAsOftenAsABodyMakesProgress() {
    for (int i = 0; i < 12; i++) {
      stub.fault(cutAfter(70_000, Ending.CLOSE));
    }
    try (InputFile file = store.open(LOCATION)) {
      assertArrayEquals(
          Arrays.copyOfRange(content, 1, content.length), read(file, 1, content.length - 1));
    }
  }

  @Test
  void givesUpOnBodiesThatBringNothing() {
    for (int i = 0; i < 10; i++) {
      stub.fault(cutAfter(10, Ending.RESET));
    }
    IngestException e = assertThrows(IngestException.class, () -> assertReads(0, ""));
    assertEquals(ErrorCode.UNAVAILABLE, e.code());
    assertTrue(
        e.getMessage()
            .startsWith("Cannot read 200000 bytes at 0 of s3://bucket/key: the connection"),
        e.getMessage());
  }

  @Test
  void neverMixesTwoVersions() {
    try (InputFile file = store.open(LOCATION)) {
      assertEquals("v1", file.version());
      read(file, 0, READ);
      byte[] changed = content.clone();
      changed[READ] ^= 1;
      stub.put("key", changed);
      IngestException e = assertThrows(IngestException.class, () -> read(file, READ, READ));
      assertEquals(ErrorCode.OBJECT_CHANGED, e.code());
    }
  }

  @Test
  void noticesAChangeWhileABodyIsResumed() {
    try (InputFile file = store.open(LOCATION)) {
      stub.fault(
          r -> {
            stub.put("key", content.clone());
            return cutAfter(50_000, Ending.CLOSE).apply(r);
          });
      IngestException e = assertThrows(IngestException.class, () -> read(file, 0, READ));
      assertEquals(ErrorCode.OBJECT_CHANGED, e.code());
    }
  }

  @Test
  void noticesAServerThatIgnoresIfMatch() {
    try (InputFile file = store.open(LOCATION)) {
      stub.fault(header("ETag", "\"v9\""));
      IngestException e = assertThrows(IngestException.class, () -> read(file, 0, READ));
      assertEquals(ErrorCode.OBJECT_CHANGED, e.code());
    }
  }

  @Test
  void refusesTheWholeBodyInPlaceOfARange() {
    stub.fault(r -> new Response(200, Map.of("ETag", "\"v1\""), content, Ending.KEEP_OPEN));
    IngestException e = assertThrows(IngestException.class, () -> assertReads(100, ""));
    assertEquals(ErrorCode.UNSUPPORTED, e.code());
    assertTrue(
        e.getMessage().contains("expected Content-Range \"bytes 100-200099/1048576\""),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes 1-200000/1048576", "bytes 0-199999/1048577", "nonsense"})
  void refusesAnotherRange(String range) {
    stub.fault(header("Content-Range", range));
    IngestException e = assertThrows(IngestException.class, () -> assertReads(0, ""));
    assertEquals(ErrorCode.UNSUPPORTED, e.code());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void refusesABodyOfAnotherLength(int difference) {
    stub.fault(
        r ->
            new Response(
                r.status(),
                r.headers(),
                Arrays.copyOf(r.body(), READ + difference),
                Ending.KEEP_OPEN));
    IngestException e = assertThrows(IngestException.class, () -> assertReads(0, ""));
    assertEquals(ErrorCode.UNSUPPORTED, e.code());
  }

  @ParameterizedTest
  @CsvSource({"500", "503", "429"})
  void outlivesABurstOfErrors(int status) {
    stub.fault(status(status, Map.of()));
    stub.fault(status(status, Map.of()));
    assertReads(7, "after two errors");
  }

  @ParameterizedTest
  @CsvSource({
    "500,UNAVAILABLE",
    "503,THROTTLED",
    "403,ACCESS_DENIED",
    "401,ACCESS_DENIED",
    "404,NOT_FOUND",
    "412,OBJECT_CHANGED",
    "416,TRUNCATED",
    "301,INVALID_LOCATION",
    "307,INVALID_LOCATION"
  })
  void classifiesErrorsThatLast(int status, ErrorCode code) {
    for (int i = 0; i < 8; i++) {
      stub.fault(status(status, Map.of("Location", "http://127.0.0.1:1/elsewhere")));
    }
    IngestException e = assertThrows(IngestException.class, () -> assertReads(0, ""));
    assertEquals(code, e.code(), e.getMessage());
    assertTrue(e.getMessage().contains("s3://bucket/key"), e.getMessage());
  }

  @Test
  void followsNoRedirectAndNamesTheRegion() {
    try (StubS3 elsewhere = new StubS3()) {
      stub.fault(
          status(
              307,
              Map.of(
                  "Location",
                  elsewhere.endpoint() + "/bucket/key",
                  "x-amz-bucket-region",
                  "eu-west-1")));
      IngestException e = assertThrows(IngestException.class, () -> assertReads(0, ""));
      assertTrue(e.getMessage().contains("region eu-west-1"), e.getMessage());
      assertEquals(List.of(), elsewhere.ledger());
    }
  }

  @Test
  void verifiesTheChecksumOfAnObjectReadAtOnce() {
    stub.fault(S3FaultTest::flipBit);
    try (InputFile file = store.open(LOCATION)) {
      assertArrayEquals(content, read(file, 0, content.length), "read again after a flipped bit");
    }
    assertEquals(2, gets().size());
    for (int i = 0; i < 10; i++) {
      stub.fault(S3FaultTest::flipBit);
    }
    try (InputFile file = store.open(LOCATION)) {
      IngestException e = assertThrows(IngestException.class, () -> read(file, 0, content.length));
      assertEquals(ErrorCode.CHECKSUM_MISMATCH, e.code());
    }
  }

  @Test
  void beginsAgainWhereTheEndAloneCouldNotBeVerified() {
    stub.fault(cutAfter(600_000, Ending.RESET));
    try (InputFile file = store.open(LOCATION)) {
      assertArrayEquals(content, read(file, 0, content.length));
    }
    assertTrue(gets().stream().noneMatch(r -> r.headers().containsKey("range")));
  }

  @Test
  void passesACompositeChecksumBy() {
    stub.fault(header("x-amz-checksum-crc32", "AAAAAA==-3"));
    try (InputFile file = store.open(LOCATION)) {
      assertArrayEquals(content, read(file, 0, content.length));
    }
    assertEquals(1, gets().size());
  }

  @Test
  void tellsAMissingObjectFromAMissingBucket() {
    assertNotFound("s3://bucket/missing", "no such object in the bucket");
    assertNotFound("s3://elsewhere/key", "there is no bucket elsewhere");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://169.254.169.254/latest",
        "s3://evil.com#/x",
        "s3://user@host/b",
        "s3://evil.com:80/x",
        "s3://UPPER/x",
        "s3://a..b/x",
        "s3://[::1]/x",
        "s3://%2e%2e/x",
        "http://bucket/x",
        "s3://bucket"
      })
  void refusesHostileLocationsWithoutARequest(String text) {
    Location location = Location.parse(text);
    IngestException e = assertThrows(IngestException.class, () -> store.open(location));
    assertEquals(ErrorCode.INVALID_LOCATION, e.code());
    assertEquals(List.of(), stub.ledger());
  }

  @Test
  void listsPageByPageAndOutlivesAnErrorInBetween() {
    putMany(2500);
    stub.fault(UnaryOperator.identity());
    stub.fault(UnaryOperator.identity());
    stub.fault(status(503, Map.of()));
    List<String> keys = new ArrayList<>();
    store.list(new Location("s3", BUCKET, "many/"), e -> keys.add(e.location().path()));
    assertEquals(2500, keys.size());
    assertEquals(keys.stream().sorted().distinct().toList(), keys);
  }

  @Test
  void saysWhenAListingBreaksOffAfterWhatItVisited() {
    putMany(2500);
    stub.fault(UnaryOperator.identity());
    for (int i = 0; i < 8; i++) {
      stub.fault(status(503, Map.of()));
    }
    List<String> keys = new ArrayList<>();
    IngestException e =
        assertThrows(
            IngestException.class,
            () -> store.list(new Location("s3", BUCKET, ""), f -> keys.add(f.location().path())));
    assertEquals(ErrorCode.THROTTLED, e.code());
    assertEquals(1000, keys.size());
  }

  @Test
  void listsOddKeysAsTheyAre() {
    List<String> odd =
        List.of("odd/ a+b", "odd/%2B", "odd/..", "odd//x", "odd/new\nline", "odd/q\"&<", "odd/é😀");
    odd.forEach(key -> stub.put(key, new byte[1]));
    stub.put("odd/marker/", new byte[0]);
    List<String> keys = new ArrayList<>();
    store.list(new Location("s3", BUCKET, "odd/"), e -> keys.add(e.location().path()));
    assertEquals(odd.stream().sorted().toList(), keys);
    for (String key : keys) {
      store.open(new Location("s3", BUCKET, key)).close();
    }
  }

  @Test
  void saysWhenThereIsNoServer() {
    stub.close();
    IngestException e = assertThrows(IngestException.class, () -> store.open(LOCATION));
    assertEquals(ErrorCode.UNAVAILABLE, e.code());
    assertTrue(e.getMessage().contains("s3://bucket/key"), e.getMessage());
  }

  private void putMany(int count) {
    for (int i = 0; i < count; i++) {
      stub.put("many/%05d".formatted(i), new byte[0]);
    }
    stub.remove("key");
  }

  private void assertNotFound(String location, String reason) {
    IngestException e =
        assertThrows(IngestException.class, () -> store.open(Location.parse(location)));
    assertEquals(ErrorCode.NOT_FOUND, e.code());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private void assertReads(int position, String message) {
    try (InputFile file = store.open(LOCATION)) {
      assertArrayEquals(
          Arrays.copyOfRange(content, position, position + READ),
          read(file, position, READ),
          message);
    }
  }

  private static byte[] read(InputFile file, long position, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(count);
      file.readFully(position, target);
      return target.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private List<Request> gets() {
    return stub.ledger().stream().filter(r -> r.method().equals("GET")).toList();
  }

  private static UnaryOperator<Response> header(String name, String value) {
    return r -> {
      Map<String, String> headers = new HashMap<>(r.headers());
      headers.put(name, value);
      return new Response(r.status(), headers, r.body(), r.ending());
    };
  }

  private static Response flipBit(Response r) {
    byte[] body = r.body().clone();
    body[body.length / 2] ^= 4;
    return new Response(r.status(), r.headers(), body, r.ending());
  }
}
