package io.paraflow.core.engine;

import java.util.concurrent.atomic.LongAdder;

/** What a worker has done so far. Written by the pipeline threads, readable by any. */
public final class Counters {
  final LongAdder filesDone = new LongAdder();
  final LongAdder filesFailed = new LongAdder();
  final LongAdder filesReleased = new LongAdder();
  final LongAdder fileBytes = new LongAdder();
  final LongAdder filesRead = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder bytesRead = new LongAdder();
  final LongAdder bytesSpilled = new LongAdder();
  final LongAdder batches = new LongAdder();
  final LongAdder recordsRead = new LongAdder();
  final LongAdder recordsFailed = new LongAdder();
  final LongAdder recordsFiltered = new LongAdder();
  final LongAdder recordsWritten = new LongAdder();
  final LongAdder arrowBytes = new LongAdder();
  final LongAdder busyNanos = new LongAdder();

  /** The counts at one moment; while threads run, not all of exactly the same moment. */
  public Snapshot snapshot() {
    return new Snapshot(
        filesDone.sum(),
        filesFailed.sum(),
        filesReleased.sum(),
        fileBytes.sum(),
        filesRead.sum(),
        requests.sum(),
        bytesRead.sum(),
        bytesSpilled.sum(),
        batches.sum(),
        recordsRead.sum(),
        recordsFailed.sum(),
        recordsFiltered.sum(),
        recordsWritten.sum(),
        arrowBytes.sum(),
        busyNanos.sum());
  }

  /**
   * The counts at one moment.
   *
   * @param filesDone files whose every record is settled; each part of a split file counts as one
   * @param filesFailed files, or parts, that were set aside with their reason
   * @param filesReleased files, or parts, that were given back, to be tried again or because the
   *     worker stops
   * @param fileBytes the lengths of the files and parts done
   * @param filesRead files that were opened and are closed again, whatever became of them
   * @param requests reads that were asked of the stores, see {@link
   *     io.paraflow.core.file.ReadCounts}
   * @param bytesRead bytes that were received from the stores
   * @param bytesSpilled bytes that were written to temporary files, as memory was short
   * @param batches batches decoded
   * @param recordsRead records decoded, before the filter; without those that could not be read
   * @param recordsFailed records refused and dead-lettered
   * @param recordsFiltered records that the filter left out
   * @param recordsWritten records that the destination has settled
   * @param arrowBytes Arrow bytes decoded, before the filter
   * @param busyNanos time that threads spent on batches, added up over the threads
   */
  public record Snapshot(
      long filesDone,
      long filesFailed,
      long filesReleased,
      long fileBytes,
      long filesRead,
      long requests,
      long bytesRead,
      long bytesSpilled,
      long batches,
      long recordsRead,
      long recordsFailed,
      long recordsFiltered,
      long recordsWritten,
      long arrowBytes,
      long busyNanos) {}
}
