package io.paraflow.core.engine;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.flow.BatchSource;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Poll;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.Lease;
import io.paraflow.core.work.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * Turns work items into batches, one file after the other. A file's lease is settled when the last
 * of its batches is; a file that fails is settled with the reason and the next one is begun.
 */
final class FileSource implements BatchSource {
  private final WorkQueue queue;
  private final FileStores stores;
  private final FileFormats formats;
  private final DeadLetters deadLetters;
  private final WorkerSettings settings;
  private final BufferAllocator allocator;
  private final Counters counters;
  private final ReadSpec readSpec;

  private @Nullable FileInProgress current;
  private @Nullable IngestException fatal;
  private volatile boolean cancelled;

  FileSource(
      WorkQueue queue,
      FileStores stores,
      FileFormats formats,
      DeadLetters deadLetters,
      WorkerSettings settings,
      BufferAllocator allocator,
      Counters counters,
      boolean dictionaries) {
    this.queue = queue;
    this.stores = stores;
    this.formats = formats;
    this.deadLetters = deadLetters;
    this.settings = settings;
    this.allocator = allocator;
    this.counters = counters;
    this.readSpec = withFilterColumns(settings.readSpec()).withDictionaries(dictionaries);
  }

  /** Gives the current file back at the next poll and takes no more. Callable from any thread. */
  void cancel() {
    cancelled = true;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IngestException with a code whose action is STOP when dead letters cannot be kept
   */
  @Override
  public Poll poll(Duration timeout) throws InterruptedException {
    while (true) {
      if (fatal != null) {
        throw fatal;
      }
      if (cancelled) {
        release();
        return Poll.ENDED;
      }
      if (current == null) {
        List<Lease> leases = queue.lease(1, timeout);
        if (leases.isEmpty()) {
          return queue.drained() ? Poll.ENDED : Poll.IDLE;
        }
        current = begin(leases.getFirst());
      } else {
        Poll poll = next(current);
        if (poll != null) {
          return poll;
        }
      }
    }
  }

  private @Nullable FileInProgress begin(Lease lease) {
    LeaseAck ack =
        new LeaseAck(lease, settings.maxAttempts(), deadLetters, counters, e -> fatal = e);
    try {
      return new FileInProgress(
          lease.item(), ack, stores, formats, settings, readSpec, allocator, deadLetters, counters);
    } catch (RuntimeException e) {
      ack.settle(Outcome.of(failure(e, lease.body())));
      return null;
    }
  }

  /** The next batch of a file; null at its end, when it is no longer current. */
  private @Nullable Poll next(FileInProgress file) {
    Outcome outcome = file.worst();
    if (outcome instanceof Outcome.Done) {
      try {
        Batch batch = file.next();
        if (batch != null && batch.rowCount() > 0) {
          return new Poll.Ready(new Delivery(batch, file.fork(batch.rowCount())));
        }
        if (batch != null) {
          batch.close();
          return Poll.WORKING;
        }
      } catch (RuntimeException e) {
        outcome = Outcome.of(failure(e, file.location()));
      }
    }
    current = null;
    file.end(outcome);
    return null;
  }

  private IngestException failure(RuntimeException e, String where) {
    IngestException failure =
        switch (e) {
          case IngestException known -> known;
          case OutOfMemoryException shortage -> MemoryShortage.failure(where, allocator, shortage);
          default -> new IngestException(ErrorCode.INTERNAL, "Reading " + where + ": " + e, e);
        };
    if (failure.code().action() == ErrorCode.Action.STOP) {
      fatal = failure;
    }
    return failure;
  }

  private void release() {
    FileInProgress file = current;
    current = null;
    if (file != null) {
      file.end(
          new Outcome.Retry(
              new IngestException(
                  ErrorCode.CANCELLED, "Stopped before the end of " + file.location())));
    }
  }

  @Override
  public void close() {
    release();
  }

  private static ReadSpec withFilterColumns(ReadSpec spec) {
    if (spec.filter() == null || spec.columns().isEmpty()) {
      return spec;
    }
    List<String> columns = new ArrayList<>(spec.columns());
    for (String column : spec.filter().columns()) {
      if (!columns.contains(column)) {
        columns.add(column);
      }
    }
    return spec.withColumns(columns);
  }
}
