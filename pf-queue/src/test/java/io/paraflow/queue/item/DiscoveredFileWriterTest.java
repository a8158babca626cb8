package io.paraflow.queue.item;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FilePart;
import io.paraflow.core.file.Location;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DiscoveredFileWriterTest {
  private static final FileEntry FILE =
      new FileEntry(
          Location.parse("s3://bucket/path/file.parquet"),
          1024,
          Instant.parse("2024-01-01T00:00:00Z"));

  @Test
  void writesOneLine() {
    assertEquals(
        "{\"uri\":\"s3://bucket/path/file.parquet\",\"size_bytes\":1024,"
            + "\"last_modified\":\"2024-01-01T00:00:00Z\"}",
        write(false, FILE));
  }

  @Test
  void leavesOutATimeThatIsNotKnown() {
    assertEquals(
        "{\"uri\":\"s3://bucket/k\",\"size_bytes\":0}",
        write(false, new FileEntry(Location.parse("s3://bucket/k"), 0, null)));
  }

  @Test
  void writesOverSeveralLines() {
    assertEquals(
        """
        {
          "uri": "s3://bucket/path/file.parquet",
          "size_bytes": 1024,
          "last_modified": "2024-01-01T00:00:00Z"
        }\
        """,
        write(true, FILE));
  }

  @Test
  void keepsKeysThatNeedEscapes() {
    Location odd = new Location("s3", "bucket", "a\"b\\c\nd é 😀 %2B+/..//");
    String json = write(false, new FileEntry(odd, 1, null));
    assertEquals(-1, json.indexOf('\n'));
    assertEquals(odd, new WorkItemParser().parse(json).location());
  }

  @Test
  void writesTheRangeOfAPartWhichTheParserReads() {
    FilePart part = new FilePart(FILE, new ByteRange(512, 1024));
    String json = new String(new DiscoveredFileWriter(false).write(part), UTF_8);
    assertEquals(
        "{\"uri\":\"s3://bucket/path/file.parquet\",\"size_bytes\":1024,"
            + "\"last_modified\":\"2024-01-01T00:00:00Z\",\"range_start\":512,\"range_end\":1024}",
        json);
    assertEquals(part.range(), new WorkItemParser().parse(json).range());
  }

  private static String write(boolean pretty, FileEntry file) {
    return new String(new DiscoveredFileWriter(pretty).write(FilePart.whole(file)), UTF_8);
  }
}
