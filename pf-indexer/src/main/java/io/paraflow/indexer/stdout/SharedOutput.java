package io.paraflow.indexer.stdout;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One channel for all threads. What one call writes stays together. After the first failure nothing
 * is written any more, as a line may have been cut.
 */
final class SharedOutput {
  private final WritableByteChannel target;
  private final String name;
  private @Nullable IngestException failure;

  SharedOutput(WritableByteChannel target, String name) {
    this.target = target;
    this.name = name;
  }

  /**
   * Writes all of a buffer.
   *
   * @throws IngestException OUTPUT_CLOSED when the reader went away, OUTPUT_FAILED when the target
   *     takes no more; also on every call after that
   */
  synchronized void write(ByteBuffer text) {
    if (failure != null) {
      throw new IngestException(failure.code(), failure.getMessage(), failure);
    }
    // A channel that is written to with the interrupt pending closes itself.
    boolean interrupted = Thread.interrupted();
    try {
      while (text.hasRemaining()) {
        target.write(text);
      }
    } catch (IOException e) {
      failure = failure(e);
      throw failure;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private IngestException failure(IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    boolean closed =
        reason.toLowerCase(Locale.ROOT).contains("broken pipe")
            || cause.getClass() == ClosedChannelException.class;
    return closed
        ? new IngestException(ErrorCode.OUTPUT_CLOSED, name + " was closed by its reader", cause)
        : new IngestException(
            ErrorCode.OUTPUT_FAILED, name + " cannot be written: " + cause, cause);
  }
}
