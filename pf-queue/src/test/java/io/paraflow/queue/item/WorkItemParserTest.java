package io.paraflow.queue.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import io.paraflow.core.work.WorkItem;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkItemParserTest {
  private final WorkItemParser parser = new WorkItemParser();

  @Test
  void readsAFullWorkItem() {
    WorkItem item =
        parser.parse(
            """
            {"job_id":"job-123","file_uri":"s3://bucket/file.parquet","file_size_bytes":1048576,
             "format":"parquet","destination":{"endpoint":"","index":"","credentials":null},
             "transform":null,"attempt":0,"enqueued_at":"2026-01-27T10:00:00Z"}
            """);
    assertEquals(
        new WorkItem(
            "job-123",
            new Location("s3", "bucket", "file.parquet"),
            1048576,
            "parquet",
            Map.of("enqueued_at", "2026-01-27T10:00:00Z")),
        item);
    assertEquals(0, parser.ignoredInstructions());
  }

  @Test
  void readsADiscoveredFile() {
    WorkItem item =
        parser.parse(
            "{\"uri\":\"s3://bucket/a/b c.ndjson\",\"size_bytes\":1024,"
                + "\"last_modified\":\"2024-01-01T00:00:00Z\"}");
    assertEquals(
        new WorkItem(
            "discovered",
            new Location("s3", "bucket", "a/b c.ndjson"),
            1024,
            "",
            Map.of("last_modified", "2024-01-01T00:00:00Z")),
        item);
  }

  @Test
  void readsTheRangeOfAPart() {
    for (String uri : new String[] {"uri", "file_uri"}) {
      String file = "{\"" + uri + "\":\"s3://bucket/file.parquet\"";
      assertEquals(ByteRange.ALL, parser.parse(file + "}").range());
      assertEquals(
          new ByteRange(10, 20),
          parser.parse(file + ",\"range_start\":10,\"range_end\":20}").range());
      assertEquals(new ByteRange(0, 20), parser.parse(file + ",\"range_end\":20}").range());
      assertEquals(
          new ByteRange(10, Long.MAX_VALUE), parser.parse(file + ",\"range_start\":10}").range());
      for (String wrong :
          new String[] {
            ",\"range_start\":-1}", ",\"range_end\":1.5}", ",\"range_start\":2,\"range_end\":1}"
          }) {
        IngestException e = assertThrows(IngestException.class, () -> parser.parse(file + wrong));
        assertEquals(ErrorCode.INVALID_WORK_ITEM, e.code());
        assertTrue(e.getMessage().contains("range_"), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"s3://bucket/key,s3,key", "file:///tmp/a b,file,/tmp/a b", "/tmp/x,file,/tmp/x"})
  void readsABareLocation(String text, String scheme, String path) {
    WorkItem item = parser.parse(text);
    assertEquals(scheme, item.location().scheme());
    assertEquals(path, item.location().path());
    assertEquals(FileStore.UNKNOWN_LENGTH, item.sizeBytes());
  }

  @Test
  void ignoresUnknownFields() {
    WorkItem item = parser.parse("{\"uri\":\"s3://b-b/k\",\"row_group_from\":{\"deep\":[1]}}");
    assertEquals(new Location("s3", "b-b", "k"), item.location());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"destination\":{\"endpoint\":\"http://evil:9200\",\"index\":\"\"}",
        "\"destination\":{\"endpoint\":\"\",\"index\":\"\",\"credentials\":{\"password\":\"x\"}}",
        "\"transform\":{\"script\":\"steal()\",\"error_policy\":\"drop\"}"
      })
  void countsInstructionsThatItIgnores(String field) {
    WorkItem item = parser.parse("{\"file_uri\":\"s3://bucket/k\"," + field + "}");
    assertEquals(1, parser.ignoredInstructions());
    assertEquals(Map.of(), item.attributes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}|neither file_uri nor uri
          {"uri":null}|neither file_uri nor uri
          {"uri":7}|uri must be a string but is 7
          {"uri":""}|uri is empty
          {"uri":"s3:///key"}|No bucket
          {"uri":"s3://b/k","size_bytes":"12"}|size_bytes must be a whole number
          {"uri":"s3://b/k","size_bytes":-1}|size_bytes must be a whole number from 0 to 2^63-1 but is -1
          {"uri":"s3://b/k","size_bytes":1.5}|size_bytes must be a whole number
          {"uri":"s3://b/k","size_bytes":18446744073709551615}|size_bytes must be a whole number
          {"uri":"s3://b/k","last_modified":7}|last_modified must be a string
          {"file_uri":["s3://b/k"]}|file_uri must be a string but is array
          {"file_uri":"s3://b/k","format":true}|format must be a string
          {"file_uri":"s3://b/k","job_id":{}}|job_id must be a string but is object
          {"file_uri":"s3://b/k","attempt":"1"}|attempt must be a whole number
          {"uri":"s3://b/k"}x|not valid JSON
          {"uri":"s3://b/k","uri":"s3://b/j"}|not valid JSON
          {"uri":|not valid JSON
          ["s3://b/k"]|neither a JSON object nor a location
          hello|neither a JSON object nor a location
          relative/path|neither a JSON object nor a location
          """)
  void namesWhatIsWrong(String message, String reason) {
    IngestException e = assertThrows(IngestException.class, () -> parser.parse(message));
    assertEquals(ErrorCode.INVALID_WORK_ITEM, e.code());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertTrue(e.getMessage().indexOf('\n') < 0, e.getMessage());
  }

  @Test
  void refusesMoreThanOneMebibyte() {
    String largest = "s3://bucket/" + "k".repeat(WorkItemParser.MAX_MESSAGE_BYTES - 12);
    assertEquals(largest, parser.parse(largest).location().toString());
    IngestException e = assertThrows(IngestException.class, () -> parser.parse(largest + "k"));
    assertTrue(e.getMessage().contains("longer than 1048576 bytes"), e.getMessage());
  }

  @Test
  void survivesMutations() {
    long seed = 20261121;
    Random random = new Random(seed);
    String good =
        "{\"job_id\":\"j\",\"file_uri\":\"s3://bucket/k\\u00e9\",\"file_size_bytes\":12,"
            + "\"destination\":{\"endpoint\":\"\",\"credentials\":null},\"attempt\":0}";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(128));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, "{}[]\",:\\0-e".charAt(random.nextInt(11)));
        }
      }
      try {
        parser.parse(text.toString());
      } catch (IngestException e) {
        assertEquals(ErrorCode.INVALID_WORK_ITEM, e.code(), "seed " + seed + ": " + text);
      }
    }
  }
}
