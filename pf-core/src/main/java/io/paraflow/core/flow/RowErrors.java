package io.paraflow.core.flow;

import io.paraflow.core.error.ErrorCode;

/**
 * Takes the rows of the current batch that a transform refuses; the rows are dead-lettered under
 * their ordinals.
 */
@FunctionalInterface
public interface RowErrors {
  /**
   * Refuses one row.
   *
   * @param row index in the batch that the transform was given
   * @param code what went wrong
   * @param message one line for people
   */
  void add(int row, ErrorCode code, String message);
}
