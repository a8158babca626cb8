package io.paraflow.indexer.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.Location;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileDeadLettersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:04:05.678Z");

  @TempDir Path directory;

  @Test
  void aRecordIsKeptWithItsPlaceItsReasonAndItsBytes() throws Exception {
    try (FileDeadLetters letters = open()) {
      letters.record(error(17, "{\"a\":é", "no end".getBytes(StandardCharsets.UTF_8)));
      letters.flush();
      assertEquals(
          "{\"type\":\"record\",\"uri\":\"s3://bucket/logs.ndjson\",\"version\":\"\\\"e1\\\"\","
              + "\"ordinal\":17,\"step\":\"read\",\"code\":\"MALFORMED_RECORD\","
              + "\"message\":\"{\\\"a\\\":é\",\"raw\":\"no end\","
              + "\"at\":\"2026-11-21T03:04:05.678Z\"}\n",
          Files.readString(letters.file()));
    }
  }

  @Test
  void bytesThatAreNotTextAreKeptInBase64() throws Exception {
    byte[] raw = {'a', (byte) 0xFF, 0};
    try (FileDeadLetters letters = open()) {
      letters.record(error(1, "m", raw));
      letters.record(error(2, "m", null));
      List<JsonNode> entries = entries(letters);
      assertEquals("Yf8A", entries.getFirst().get("rawBase64").textValue());
      assertFalse(entries.getFirst().has("raw"));
      assertFalse(entries.getLast().has("raw") || entries.getLast().has("rawBase64"));
    }
  }

  @Test
  void aWorkItemIsKeptWithAllThatCameWithIt() throws Exception {
    WorkItem item =
        new WorkItem(
            "job-1", Location.parse("s3://bucket/a.parquet"), 42, "parquet", Map.of("team", "x"));
    try (FileDeadLetters letters = open()) {
      letters.item(item, 3, new IngestException(ErrorCode.CORRUPT, "page 7"));
      JsonNode entry = entries(letters).getFirst();
      assertEquals("item", entry.get("type").textValue());
      assertEquals("s3://bucket/a.parquet", entry.get("uri").textValue());
      assertEquals(42, entry.get("sizeBytes").longValue());
      assertEquals("parquet", entry.get("format").textValue());
      assertEquals(3, entry.get("attempt").intValue());
      assertEquals("CORRUPT", entry.get("code").textValue());
      assertEquals("page 7", entry.get("message").textValue());
      assertEquals("job-1", entry.get("jobId").textValue());
      assertEquals("x", entry.get("attributes").get("team").textValue());
      assertEquals(NOW.toString(), entry.get("at").textValue());
    }
  }

  @Test
  void aPartOfAFileIsKeptWithItsRange() throws Exception {
    Location location = Location.parse("s3://bucket/a.parquet");
    IngestException cause = new IngestException(ErrorCode.CORRUPT, "page 7");
    try (FileDeadLetters letters = open()) {
      letters.item(new WorkItem("", location, 42, "", new ByteRange(21, 42), Map.of()), 1, cause);
      letters.item(new WorkItem("", location, 42, "", Map.of()), 1, cause);
      List<JsonNode> entries = entries(letters);
      assertEquals(21, entries.getFirst().get("rangeStart").longValue());
      assertEquals(42, entries.getFirst().get("rangeEnd").longValue());
      assertFalse(entries.getLast().has("rangeStart") || entries.getLast().has("rangeEnd"));
    }
  }

  @Test
  void aMessageThatIsNoWorkItemIsKept() throws Exception {
    try (FileDeadLetters letters = open()) {
      letters.message("not\njson", new IngestException(ErrorCode.INVALID_WORK_ITEM, "why"));
      JsonNode entry = entries(letters).getFirst();
      assertEquals("message", entry.get("type").textValue());
      assertEquals("not\njson", entry.get("body").textValue());
      assertEquals("INVALID_WORK_ITEM", entry.get("code").textValue());
    }
  }

  @Test
  void hostileTextStaysOnOneLine() throws Exception {
    String hostile = "\n\r\u001b[31m\"}\u0000\u2028{\"type\":\"record\"}\ud800";
    try (FileDeadLetters letters = open()) {
      letters.record(error(1, hostile + "x".repeat(10_000_000), null));
      letters.message(hostile, new IngestException(ErrorCode.INVALID_WORK_ITEM, hostile));
      List<JsonNode> entries = entries(letters);
      assertEquals(2, entries.size());
      String message = entries.getFirst().get("message").textValue();
      assertEquals(
          hostile.replace('\ud800', '?') + "xx", message.substring(0, hostile.length() + 2));
      assertEquals(4097, message.length());
      assertTrue(message.endsWith("…"));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nobodyElseMayReadTheFile() throws Exception {
    try (FileDeadLetters letters = open()) {
      letters.record(error(1, "m", null));
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(letters.file())));
    }
  }

  @Test
  void noFileIsMadeForNothing() throws Exception {
    Path empty = directory.resolve("new/folder");
    try (FileDeadLetters letters = new FileDeadLetters(empty, Clock.systemUTC())) {
      letters.flush();
    }
    try (var files = Files.list(empty)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void entriesOfManyThreadsKeepTheirLines() throws Exception {
    int threads = 4;
    int each = 500;
    try (FileDeadLetters letters = open()) {
      try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
        for (int thread = 0; thread < threads; thread++) {
          int first = thread * each;
          pool.execute(
              () -> {
                for (int i = first; i < first + each; i++) {
                  letters.record(error(i, "m".repeat(i % 300), null));
                }
                letters.flush();
              });
        }
      }
      Set<Integer> ordinals =
          entries(letters).stream()
              .map(entry -> entry.get("ordinal").intValue())
              .collect(Collectors.toSet());
      assertEquals(
          IntStream.range(0, threads * each).boxed().collect(Collectors.toSet()), ordinals);
    }
  }

  @Test
  void anInterruptedThreadStillKeepsItsEntries() throws Exception {
    try (FileDeadLetters letters = open()) {
      Thread.currentThread().interrupt();
      letters.record(error(1, "m", null));
      letters.flush();
      assertTrue(Thread.interrupted());
      letters.record(error(2, "m", null));
      assertEquals(2, entries(letters).size());
    }
  }

  @Test
  void aFullDiskFailsTheEntryAndCutsNoLine() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "needs /dev/full");
    try (FileDeadLetters letters = open()) {
      Files.createSymbolicLink(letters.file(), full);
      IngestException failed =
          assertThrows(IngestException.class, () -> letters.record(error(1, "m", null)));
      assertEquals(ErrorCode.OUTPUT_FAILED, failed.code());
    }
  }

  @Test
  void aRemovedDirectoryIsNamed() throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    try (FileDeadLetters letters = new FileDeadLetters(gone, Clock.systemUTC())) {
      Files.delete(gone);
      IngestException failed =
          assertThrows(IngestException.class, () -> letters.record(error(1, "m", null)));
      assertEquals(ErrorCode.OUTPUT_FAILED, failed.code());
      assertTrue(failed.getMessage().contains(gone.toString()), failed.getMessage());
    }
  }

  @Test
  void aDirectoryThatIsAFileIsRefusedAtOnce() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    DeadLetterOptions options = new DeadLetterOptions(file, 20);
    IngestException failed = assertThrows(IngestException.class, options::open);
    assertEquals(ErrorCode.OUTPUT_FAILED, failed.code());
    assertTrue(failed.getMessage().contains(file.toString()), failed.getMessage());
  }

  @Test
  void theOptionsChooseTheFile() {
    try (DeadLetters letters = new DeadLetterOptions(directory, 20).open()) {
      letters.record(error(1, "m", null));
      letters.flush();
    }
    assertEquals(1, directory.toFile().list().length);
  }

  private FileDeadLetters open() {
    return new FileDeadLetters(directory, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static RecordError error(long ordinal, String message, byte @Nullable [] raw) {
    return new RecordError(
        "s3://bucket/logs.ndjson",
        "\"e1\"",
        ordinal,
        "read",
        ErrorCode.MALFORMED_RECORD,
        message,
        raw);
  }

  private static List<JsonNode> entries(FileDeadLetters letters) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> entries = new ArrayList<>();
    for (String line : Files.readAllLines(letters.file())) {
      entries.add(mapper.readTree(line));
    }
    return entries;
  }
}
