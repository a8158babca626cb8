package io.paraflow.indexer.deadletter;

import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkItem;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the first failed records and counts the others; the engine itself logs every failed file and
 * message. Nothing can be processed again from here.
 */
public final class LogDeadLetters implements DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(LogDeadLetters.class);

  private final int loggedRecords;
  private final AtomicLong records = new AtomicLong();

  /**
   * An empty log.
   *
   * @param loggedRecords how many are logged one by one
   */
  public LogDeadLetters(int loggedRecords) {
    this.loggedRecords = loggedRecords;
  }

  @Override
  public void item(WorkItem item, int attempt, IngestException cause) {}

  @Override
  public void message(String body, IngestException cause) {}

  @Override
  public void record(RecordError error) {
    if (records.getAndIncrement() < loggedRecords) {
      LOG.warn(
          "{}: record {} of {}: {}",
          error.code(),
          error.ordinal(),
          PlainText.oneLine(error.uri()),
          PlainText.oneLine(error.message()));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    long unlogged = records.get() - loggedRecords;
    if (unlogged > 0) {
      LOG.warn("{} more failed records were not logged; --dead-letters keeps them all", unlogged);
    }
  }
}
