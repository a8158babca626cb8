package io.paraflow.core.engine;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.flow.Ack;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.Lease;
import io.paraflow.core.work.WorkItem;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Settles a lease: makes the dead letters of its records durable first, keeps the work item itself
 * when it is rejected, turns Retry into Reject at the limit of attempts, and counts.
 */
final class LeaseAck implements Ack {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseAck.class);
  private static final int LOGGED_BODY = 200;

  private final Lease lease;
  private final int maxAttempts;
  private final DeadLetters deadLetters;
  private final Counters counters;
  private final Consumer<IngestException> fatal;

  private long fileBytes;

  /**
   * The duty to settle a lease.
   *
   * @param fatal told when dead letters cannot be kept; the lease is then given back
   */
  LeaseAck(
      Lease lease,
      int maxAttempts,
      DeadLetters deadLetters,
      Counters counters,
      Consumer<IngestException> fatal) {
    this.lease = lease;
    this.maxAttempts = maxAttempts;
    this.deadLetters = deadLetters;
    this.counters = counters;
    this.fatal = fatal;
  }

  /** Says how long the file, or the part of it, is, once it is open. */
  void fileBytes(long bytes) {
    fileBytes = bytes;
  }

  @Override
  public void settle(Outcome outcome) {
    Outcome settled = outcome;
    if (outcome instanceof Outcome.Retry(IngestException cause)
        && lease.attempt() >= maxAttempts
        && cause.code().action() == ErrorCode.Action.RETRY
        && cause.code() != ErrorCode.CANCELLED) {
      settled = new Outcome.Reject(cause);
    }
    try {
      if (settled instanceof Outcome.Reject(IngestException cause)) {
        keep(cause);
      }
      deadLetters.flush();
    } catch (IngestException e) {
      fatal.accept(e);
      settled = new Outcome.Retry(e);
    }
    switch (settled) {
      case Outcome.Done _ -> {
        counters.filesDone.increment();
        counters.fileBytes.add(fileBytes);
      }
      case Outcome.Retry(IngestException cause) -> {
        counters.filesReleased.increment();
        LOG.atLevel(cause.code() == ErrorCode.OUTPUT_CLOSED ? Level.DEBUG : Level.WARN)
            .log("Given back after attempt {}: {}", lease.attempt(), cause.getMessage());
      }
      case Outcome.Reject(IngestException cause) -> {
        counters.filesFailed.increment();
        LOG.error("{}: {}{}", cause.code(), cause.getMessage(), messageBody());
        LOG.debug("The failure in full", cause);
      }
    }
    lease.settle(settled);
  }

  private void keep(IngestException cause) {
    WorkItem item = item();
    if (item == null) {
      deadLetters.message(lease.body(), cause);
    } else {
      deadLetters.item(item, lease.attempt(), cause);
    }
  }

  /** The work; null where the message is none. */
  private @Nullable WorkItem item() {
    try {
      return lease.item();
    } catch (IngestException e) {
      return null;
    }
  }

  /** What is needed to find a message that is not a work item, and so has no location. */
  private String messageBody() {
    String body = lease.body();
    return item() != null ? "" : ": " + body.substring(0, Math.min(body.length(), LOGGED_BODY));
  }
}
