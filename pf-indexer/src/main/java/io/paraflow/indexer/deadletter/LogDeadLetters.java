package io.paraflow.indexer.deadletter;

import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkItem;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the first failed records and counts the others; the engine itself logs every failed file and
 * message. Passes everything on to where it is kept, if it is kept at all.
 */
public final class LogDeadLetters implements DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(LogDeadLetters.class);

  private final int loggedRecords;
  private final @Nullable DeadLetters kept;
  private final AtomicLong records = new AtomicLong();

  /**
   * An empty log.
   *
   * @param loggedRecords how many are logged one by one
   * @param kept takes everything, and is closed with the log; null when nothing is kept
   */
  public LogDeadLetters(int loggedRecords, @Nullable DeadLetters kept) {
    this.loggedRecords = loggedRecords;
    this.kept = kept;
  }

  @Override
  public void item(WorkItem item, int attempt, IngestException cause) {
    if (kept != null) {
      kept.item(item, attempt, cause);
    }
  }

  @Override
  public void message(String body, IngestException cause) {
    if (kept != null) {
      kept.message(body, cause);
    }
  }

  @Override
  public void record(RecordError error) {
    if (kept != null) {
      kept.record(error);
    }
    if (records.getAndIncrement() < loggedRecords) {
      LOG.warn("{}: {}", error.code(), PlainText.oneLine(error.message()));
    }
  }

  @Override
  public void flush() {
    if (kept != null) {
      kept.flush();
    }
  }

  @Override
  public void close() {
    long unlogged = records.get() - loggedRecords;
    if (unlogged > 0) {
      LOG.warn(
          "{} more failed records were not logged{}",
          unlogged,
          kept == null ? "; --dead-letters keeps them all" : "");
    }
    if (kept != null) {
      kept.close();
    }
  }
}
