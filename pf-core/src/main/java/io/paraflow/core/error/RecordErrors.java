package io.paraflow.core.error;

/**
 * Takes the records that a step refuses. Called on the pipeline thread; every call is counted and
 * dead-lettered.
 */
@FunctionalInterface
public interface RecordErrors {
  /**
   * Takes one refused record.
   *
   * @param error the record and the reason
   */
  void add(RecordError error);
}
