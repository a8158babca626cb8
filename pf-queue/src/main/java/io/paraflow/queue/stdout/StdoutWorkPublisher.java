package io.paraflow.queue.stdout;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FilePart;
import io.paraflow.core.work.WorkPublisher;
import io.paraflow.queue.item.DiscoveredFileWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes discovered files to a stream. Whatever is published is flushed, so that a worker behind a
 * pipe can begin.
 */
public final class StdoutWorkPublisher implements WorkPublisher {
  private final OutputStream out;
  private final DiscoveredFileWriter writer;

  /**
   * Writes nothing yet.
   *
   * @param out flushed at the end, and not closed
   */
  public StdoutWorkPublisher(OutputStream out, OutputFormat format) {
    this.out = new BufferedOutputStream(out, 1 << 16);
    this.writer = new DiscoveredFileWriter(format == OutputFormat.JSON);
  }

  @Override
  public void publish(List<FilePart> parts) {
    try {
      for (FilePart part : parts) {
        out.write(writer.write(part));
        out.write('\n');
      }
      out.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    try {
      out.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static IngestException failure(IOException e) {
    boolean closed = "Broken pipe".equals(e.getMessage());
    return new IngestException(
        closed ? ErrorCode.OUTPUT_CLOSED : ErrorCode.OUTPUT_FAILED,
        closed
            ? "The reader of standard output went away"
            : "Cannot write discovered files to standard output: " + e.getMessage(),
        e);
  }
}
