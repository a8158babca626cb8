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
import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import io.paraflow.reader.store.s3.S3FileStore;
import io.paraflow.reader.store.s3.S3Options;
import io.paraflow.testing.servers.StubS3;
import io.paraflow.testing.servers.StubServer.Ending;
import io.paraflow.testing.servers.StubServer.Request;
import io.paraflow.testing.servers.StubServer.Response;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What opening an object at one of its ends asks of S3. */
class S3OpeningTest {
  private static final Location LOCATION = new Location("s3", BUCKET, "key");
  private static final int LENGTH = 1 << 20;
  private static final int END = 256 << 10;

  private final StubS3 stub = new StubS3();
  private final S3FileStore store =
      new S3FileStore(
          new S3Options(
              stub.endpoint().toString(), AwsOptions.defaults().withKeys("test", "test")));

  @AfterEach
  void close() {
    store.close();
    stub.close();
  }

  @Test
  void oneRequestOpensAFileAndBringsItsEnd() {
    byte[] content = put(LENGTH);
    try (InputFile file = store.open(LOCATION, FileEnd.TAIL, LENGTH)) {
      assertEquals(LENGTH, file.length());
      assertEquals("v1", file.version());
      assertArrayEquals(tail(content, END), read(file, LENGTH - END, END));
      assertArrayEquals(tail(content, 8), read(file, LENGTH - 8, 8));
      assertEquals(List.of("GET bytes=-262144"), requests());
      assertEquals(new ReadCounts(1, END), file.readCounts());
    }
  }

  @Test
  void theBytesThatAreKeptAreNotAskedForAgain() {
    byte[] content = put(LENGTH);
    try (InputFile file = store.open(LOCATION, FileEnd.HEAD, FileStore.UNKNOWN_LENGTH)) {
      assertArrayEquals(content, read(file, 0, LENGTH));
      assertEquals(List.of("GET bytes=0-262143", "GET bytes=262144-1048575 if \"v1\""), requests());
      assertEquals(new ReadCounts(2, LENGTH), file.readCounts());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSmallObjectTakesOneRequestWithItsChecksum(FileEnd first) {
    byte[] content = put(1000);
    try (InputFile file = store.open(LOCATION, first, 1000)) {
      assertArrayEquals(content, read(file, 0, 1000));
    }
    assertEquals(List.of("GET"), requests());
    assertTrue(stub.ledger().getFirst().headers().containsKey("x-amz-checksum-mode"));
  }

  @Test
  void aSmallObjectWithAFlippedBitIsReadAgain() {
    byte[] content = put(1000);
    stub.fault(
        r -> {
          byte[] body = r.body().clone();
          body[500] ^= 1;
          return new Response(r.status(), r.headers(), body, r.ending());
        });
    try (InputFile file = store.open(LOCATION, FileEnd.HEAD, 1000)) {
      assertArrayEquals(content, read(file, 0, 1000));
    }
    assertEquals(List.of("GET", "GET if \"v1\""), requests());
  }

  @ParameterizedTest
  @EnumSource
  void aLengthThatIsNotTrueCostsARequestAndNothingElse(FileEnd first) {
    byte[] content = put(LENGTH);
    try (InputFile file = store.open(LOCATION, first, 1000)) {
      assertEquals(LENGTH, file.length());
      assertArrayEquals(Arrays.copyOf(content, 10), read(file, 0, 10));
      assertEquals(List.of("GET", "HEAD", "GET bytes=0-9 if \"v1\""), requests());
      assertEquals(new ReadCounts(3, 10), file.readCounts());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyObjectOfUnknownLengthOpens(FileEnd first) {
    put(0);
    try (InputFile file = store.open(LOCATION, first, FileStore.UNKNOWN_LENGTH)) {
      assertEquals(0, file.length());
    }
  }

  @Test
  void aBodyThatBreaksIsResumedUnderTheSameVersion() {
    byte[] content = put(LENGTH);
    stub.fault(cutAfter(1000, Ending.RESET));
    try (InputFile file = store.open(LOCATION, FileEnd.TAIL, LENGTH)) {
      assertArrayEquals(tail(content, END), read(file, LENGTH - END, END));
    }
    assertEquals(List.of("GET bytes=-262144", "GET bytes=787432-1048575 if \"v1\""), requests());
  }

  @Test
  void aChangeWhileABodyIsResumedIsNoticed() {
    put(LENGTH);
    stub.fault(
        r -> {
          put(LENGTH);
          return cutAfter(1000, Ending.RESET).apply(r);
        });
    IngestException e =
        assertThrows(
            IngestException.class, () -> store.open(LOCATION, FileEnd.TAIL, LENGTH).close());
    assertEquals(ErrorCode.OBJECT_CHANGED, e.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes 0-262143/1048576", "bytes 786432-1048574/1048576", "nonsense", "none"})
  void anAnswerThatIsNotTheEndIsNotBelieved(String range) {
    byte[] content = put(LENGTH);
    stub.fault(
        r -> {
          Map<String, String> headers = new HashMap<>(r.headers());
          headers.put("Content-Range", range);
          return range.equals("none")
              ? new Response(200, Map.of("ETag", "\"v1\""), content, Ending.KEEP_OPEN)
              : new Response(r.status(), headers, r.body(), r.ending());
        });
    try (InputFile file = store.open(LOCATION, FileEnd.TAIL, LENGTH)) {
      assertArrayEquals(tail(content, 8), read(file, LENGTH - 8, 8));
    }
    assertEquals(
        List.of("GET bytes=-262144", "HEAD", "GET bytes=1048568-1048575 if \"v1\""), requests());
  }

  @Test
  void anObjectWithoutATagIsRefused() {
    put(LENGTH);
    stub.fault(
        r -> {
          Map<String, String> headers = new HashMap<>(r.headers());
          headers.remove("ETag");
          return new Response(r.status(), headers, r.body(), r.ending());
        });
    IngestException e =
        assertThrows(
            IngestException.class, () -> store.open(LOCATION, FileEnd.TAIL, LENGTH).close());
    assertEquals(ErrorCode.UNSUPPORTED, e.code());
  }

  @Test
  void tellsAMissingObjectFromAMissingBucket() {
    for (String[] each :
        new String[][] {
          {"s3://bucket/missing", "no such object in the bucket"},
          {"s3://elsewhere/key", "there is no bucket elsewhere"}
        }) {
      IngestException e =
          assertThrows(
              IngestException.class,
              () -> store.open(Location.parse(each[0]), FileEnd.TAIL, LENGTH).close());
      assertEquals(ErrorCode.NOT_FOUND, e.code());
      assertTrue(e.getMessage().contains(each[1]), e.getMessage());
    }
    assertEquals(2, stub.ledger().size());
  }

  @Test
  void outlivesABurstOfErrors() {
    put(LENGTH);
    stub.fault(status(503, Map.of()));
    stub.fault(status(500, Map.of()));
    store.open(LOCATION, FileEnd.TAIL, LENGTH).close();
  }

  private byte[] put(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    stub.put("key", content);
    return content;
  }

  private static byte[] tail(byte[] content, int count) {
    return Arrays.copyOfRange(content, content.length - count, content.length);
  }

  private static byte[] read(InputFile file, long position, int count) {
    byte[] bytes = new byte[count];
    file.readFully(position, MemorySegment.ofArray(bytes));
    return bytes;
  }

  /** Method, range and condition of each request. */
  private List<String> requests() {
    return stub.ledger().stream().map(S3OpeningTest::text).toList();
  }

  private static String text(Request request) {
    Map<String, String> headers = request.headers();
    return request.method()
        + (headers.containsKey("range") ? " " + headers.get("range") : "")
        + (headers.containsKey("if-match") ? " if " + headers.get("if-match") : "");
  }
}
