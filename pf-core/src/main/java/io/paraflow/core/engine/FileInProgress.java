package io.paraflow.core.engine;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ExactFilter;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.ReadCounts;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.flow.Ack;
import io.paraflow.core.flow.AckGroup;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkItem;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is being read, and the acks of its batches. */
final class FileInProgress {
  private static final Logger LOG = LoggerFactory.getLogger(FileInProgress.class);

  private final AckGroup acks;
  private final DeadLetters deadLetters;
  private final Counters counters;
  private final InputFile file;
  private final BatchReader reader;
  private final @Nullable ExactFilter filter;
  private final int columns;
  private ReadCounts counted = ReadCounts.NONE;
  private long countedSpilled;

  /**
   * Opens a file.
   *
   * @param settings what to read; its filter is applied exactly here
   * @param readSpec the same with the filter's columns added
   * @throws io.paraflow.core.error.IngestException when it cannot be opened; nothing stays open and
   *     the ack is not settled
   */
  FileInProgress(
      WorkItem item,
      LeaseAck ack,
      FileStores stores,
      FileFormats formats,
      WorkerSettings settings,
      ReadSpec readSpec,
      BufferAllocator allocator,
      DeadLetters deadLetters,
      Counters counters) {
    this.deadLetters = deadLetters;
    this.counters = counters;
    this.filter = readSpec.filter() == null ? null : new ExactFilter(readSpec.filter());
    this.columns = settings.readSpec().columns().size();
    this.file =
        stores
            .of(item.location())
            .open(
                item.location(),
                formats.firstEnd(item.location(), settings.format(), item.format()),
                item.sizeBytes());
    try {
      checkLength(item);
      this.reader =
          formats
              .of(file, settings.format(), item.format())
              .open(file, readSpec.of(item.range()), allocator, this::recordFailed);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    ack.fileBytes(item.range().within(file.length()).length());
    this.acks = new AckGroup(ack);
  }

  /** Parts of different versions of a file would miss rows, or have some twice. */
  private void checkLength(WorkItem item) {
    boolean known = item.sizeBytes() != FileStore.UNKNOWN_LENGTH;
    if (item.isPart() && known && item.sizeBytes() != file.length()) {
      throw new IngestException(
          ErrorCode.OBJECT_CHANGED,
          "%s has %d bytes, and had %d when the work item for a part of it was made"
              .formatted(file.location(), file.length(), item.sizeBytes()));
    }
  }

  /** The file's name. */
  String location() {
    return file.location().toString();
  }

  /** The worst outcome of the batches that have settled. */
  Outcome worst() {
    return acks.worst();
  }

  /**
   * The next rows that are wanted, owned by the caller.
   *
   * @return without rows where there are none among those that were read; null at the end of the
   *     file
   */
  @Nullable Batch next() {
    Batch batch = reader.next();
    countReads();
    countSpilled();
    if (batch == null || batch.rowCount() == 0) {
      return batch;
    }
    int rows = batch.rowCount();
    counters.batches.increment();
    counters.recordsRead.add(rows);
    counters.arrowBytes.add(batch.arrowBytes());
    if (filter == null) {
      return batch;
    }
    batch = filter.apply(batch);
    counters.recordsFiltered.add(rows - batch.rowCount());
    return columns > 0 ? batch.firstColumns(columns) : batch;
  }

  /** The ack of one batch. */
  Ack fork(int rows) {
    Ack ack = acks.fork();
    return outcome -> {
      if (outcome instanceof Outcome.Done) {
        counters.recordsWritten.add(rows);
      }
      ack.settle(outcome);
    };
  }

  /** Closes the file and says how reading it ended; the lease is settled with its last batch. */
  void end(Outcome outcome) {
    try {
      countSpilled();
      reader.close();
    } finally {
      close();
    }
    acks.seal(outcome);
  }

  private void close() {
    file.close();
    countReads();
    counters.filesRead.increment();
    LOG.debug(
        "{}: {} bytes in {} requests, {} bytes spilled",
        location(),
        counted.bytes(),
        counted.requests(),
        countedSpilled);
  }

  private void countReads() {
    ReadCounts now = file.readCounts();
    counters.requests.add(now.requests() - counted.requests());
    counters.bytesRead.add(now.bytes() - counted.bytes());
    counted = now;
  }

  private void countSpilled() {
    long now = reader.spilledBytes();
    counters.bytesSpilled.add(now - countedSpilled);
    countedSpilled = now;
  }

  private void recordFailed(RecordError error) {
    counters.recordsFailed.increment();
    deadLetters.record(error);
  }
}
