package io.paraflow.queue.stdin;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.work.Lease;
import io.paraflow.core.work.WorkQueue;
import io.paraflow.queue.memory.MemoryWorkQueue;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

/**
 * Work items from a stream, one a line; blank lines are skipped. A line that cannot be understood
 * is handed out as a lease without an item, so that it is counted and kept.
 *
 * <p>A daemon thread reads a few lines ahead, so nobody who asks for work, and no shutdown, waits
 * for the pipe. As a pipe redelivers nothing, what is settled with Retry comes again from memory,
 * after 1 s, 2 s, 4 s and so on up to 32 s.
 */
public final class StdinWorkQueue implements WorkQueue {
  private static final int LINES_AHEAD = 64;
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  private final MemoryWorkQueue queue;
  private final Thread reader;

  /** Begins to read at once. The stream is closed at its end. */
  public StdinWorkQueue(InputStream in) {
    this(in, RETRY_PAUSE);
  }

  /**
   * Begins to read at once.
   *
   * @param retryPause how long a message waits before its second attempt
   */
  public StdinWorkQueue(InputStream in, Duration retryPause) {
    this.queue = new MemoryWorkQueue(LINES_AHEAD, retryPause, _ -> {});
    this.reader = Thread.ofPlatform().name("stdin-work-items").daemon().start(() -> read(in));
  }

  private void read(InputStream in) {
    IngestException failure = null;
    try (MessageLines lines = new MessageLines(in)) {
      while (lines.next()) {
        IngestException problem = lines.problem();
        if (problem != null) {
          queue.addUnreadable(lines.text(), problem);
        } else {
          queue.addMessage(lines.text());
        }
      }
    } catch (IOException e) {
      failure =
          new IngestException(
              ErrorCode.UNAVAILABLE, "Cannot read work items from standard input: " + e, e);
    } catch (InterruptedException | IllegalStateException e) {
      return; // closed: what was not handed out is not ours
    }
    queue.end(failure);
  }

  @Override
  public List<Lease> lease(int max, Duration wait) throws InterruptedException {
    return queue.lease(max, wait);
  }

  @Override
  public boolean drained() {
    return queue.drained();
  }

  /** Hands out no further lines; does not wait for the reader, which may be blocked in the pipe. */
  @Override
  public void close() {
    queue.close();
    reader.interrupt();
  }
}
