package io.paraflow.core.work;

import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;

/** Keeps what could not be processed, with its position and reason. Shared by all threads. */
public interface DeadLetters extends AutoCloseable {
  /**
   * Keeps a whole work item.
   *
   * @param item the work
   * @param attempt how often it was tried
   * @param cause the last failure
   * @throws IngestException OUTPUT_FAILED when it cannot be kept
   */
  void item(WorkItem item, int attempt, IngestException cause);

  /**
   * Keeps a message that is not a work item.
   *
   * @param body the message, or its beginning
   * @param cause why it cannot be understood
   * @throws IngestException OUTPUT_FAILED when it cannot be kept
   */
  void message(String body, IngestException cause);

  /**
   * Keeps one record.
   *
   * @throws IngestException OUTPUT_FAILED when it cannot be kept
   */
  void record(RecordError error);

  /**
   * Makes everything kept so far durable. Called before the work item whose records were kept is
   * settled.
   *
   * @throws IngestException OUTPUT_FAILED when that fails
   */
  void flush();

  @Override
  void close();
}
