package io.paraflow.queue.stdout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FilePart;
import io.paraflow.core.file.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StdoutWorkPublisherTest {
  private static final List<FilePart> FILES =
      List.of(
          FilePart.whole(new FileEntry(Location.parse("s3://bucket/a"), 1, null)),
          FilePart.whole(new FileEntry(Location.parse("s3://bucket/b"), 2, null)));

  @Test
  void writesAndFlushesLines() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new StdoutWorkPublisher(out, OutputFormat.JSONL).publish(FILES);
    assertEquals(
        """
        {"uri":"s3://bucket/a","size_bytes":1}
        {"uri":"s3://bucket/b","size_bytes":2}
        """,
        out.toString(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"Broken pipe,OUTPUT_CLOSED", "No space left on device,OUTPUT_FAILED"})
  void tellsAClosedPipeFromAFullDisk(String message, ErrorCode code) {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException(message);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException(message);
          }
        };
    IngestException e =
        assertThrows(
            IngestException.class,
            () -> new StdoutWorkPublisher(out, OutputFormat.JSON).publish(FILES));
    assertEquals(code, e.code());
  }
}
