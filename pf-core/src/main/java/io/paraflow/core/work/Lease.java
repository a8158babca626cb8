package io.paraflow.core.work;

import io.paraflow.core.flow.Ack;

/**
 * A work item that is ours until settled: Done deletes it, Retry returns it for later, Reject
 * dead-letters it.
 */
public interface Lease extends Ack {
  /** What to do. */
  WorkItem item();

  /** How often it was handed out, this time included; from 1. */
  int attempt();
}
