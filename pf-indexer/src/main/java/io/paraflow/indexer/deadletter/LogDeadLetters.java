package io.paraflow.indexer.deadletter;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkItem;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the first dead letters and counts the others. Nothing can be processed again from here. */
public final class LogDeadLetters implements DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(LogDeadLetters.class);

  private final int loggedEntries;
  private final AtomicLong entries = new AtomicLong();

  /**
   * An empty log.
   *
   * @param loggedEntries how many are logged one by one
   */
  public LogDeadLetters(int loggedEntries) {
    this.loggedEntries = loggedEntries;
  }

  @Override
  public void item(WorkItem item, int attempt, IngestException cause) {
    log(item.location().toString(), "attempt " + attempt, cause.code(), cause.getMessage());
  }

  @Override
  public void message(String body, IngestException cause) {
    log("message", body, cause.code(), cause.getMessage());
  }

  @Override
  public void record(RecordError error) {
    log(error.uri(), "record " + error.ordinal(), error.code(), error.message());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    long unlogged = entries.get() - loggedEntries;
    if (unlogged > 0) {
      LOG.warn("{} more dead letters were not logged; --dead-letter-dir keeps them all", unlogged);
    }
  }

  private void log(String where, String what, ErrorCode code, String message) {
    if (entries.getAndIncrement() < loggedEntries) {
      LOG.warn(
          "dead letter: {}, {}: {}: {}",
          PlainText.oneLine(where),
          PlainText.oneLine(what),
          code,
          PlainText.oneLine(message));
    }
  }
}
