package io.paraflow.core.work;

import io.paraflow.core.flow.Ack;

/**
 * A work item that is ours until settled: Done deletes it, Retry returns it for later, Reject
 * dead-letters it.
 */
public interface Lease extends Ack {
  /**
   * What to do.
   *
   * @throws io.paraflow.core.error.IngestException INVALID_WORK_ITEM when the message cannot be
   *     understood; the engine then keeps {@link #body} as a dead letter and settles with Reject
   */
  WorkItem item();

  /** The message as it was received, or its beginning where it is over the limit. */
  String body();

  /**
   * How often it was handed out, this time included; from 1. The engine turns Retry into Reject at
   * its limit of attempts, so a queue hands out again whatever is settled with Retry.
   */
  int attempt();
}
