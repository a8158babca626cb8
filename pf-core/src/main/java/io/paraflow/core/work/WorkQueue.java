package io.paraflow.core.work;

import java.time.Duration;
import java.util.List;

/** Hands out work items. Shared by all threads. Renews open leases by itself. */
public interface WorkQueue extends AutoCloseable {
  /**
   * Takes work.
   *
   * @param max at most this many, at least 1
   * @param wait how long to wait for the first one; zero asks without waiting
   * @return the leases, empty when none came in time
   * @throws InterruptedException when interrupted while waiting
   * @throws io.paraflow.core.error.IngestException UNAVAILABLE when the queue does not answer
   */
  List<Lease> lease(int max, Duration wait) throws InterruptedException;

  /** True when no work will ever come again; leases may still be open. */
  boolean drained();

  @Override
  void close();
}
