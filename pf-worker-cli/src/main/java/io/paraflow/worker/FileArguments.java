package io.paraflow.worker;

import io.paraflow.core.engine.FileStores;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.Location;
import io.paraflow.core.work.Lease;
import io.paraflow.core.work.WorkItem;
import io.paraflow.core.work.WorkQueue;
import io.paraflow.queue.memory.MemoryWorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Files named on the command line as a queue. A thread lists them while others are processed, and
 * waits when it is far ahead. An argument that cannot be listed becomes a work item that fails.
 */
final class FileArguments implements WorkQueue {
  private static final int FILES_AHEAD = 1024;
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  private final MemoryWorkQueue queue =
      new MemoryWorkQueue(FILES_AHEAD, RETRY_PAUSE, settlement -> {});
  private final LongAdder filesListed = new LongAdder();
  private final LongAdder bytesListed = new LongAdder();
  private final Thread lister;
  private volatile boolean complete;

  FileArguments(List<String> arguments, String jobId, FileStores stores) {
    lister =
        Thread.ofPlatform()
            .name("file-arguments")
            .daemon()
            .start(() -> list(arguments, jobId, stores));
  }

  private void list(List<String> arguments, String jobId, FileStores stores) {
    try {
      for (String argument : arguments) {
        list(argument, jobId, stores);
      }
      complete = true;
      queue.end();
    } catch (InterruptedException | IllegalStateException e) {
      // Closed: nobody wants the rest.
      queue.end();
    } catch (RuntimeException e) {
      queue.end(
          e instanceof IngestException failure
              ? failure
              : new IngestException(ErrorCode.INTERNAL, "cannot list the arguments: " + e, e));
    }
  }

  private void list(String argument, String jobId, FileStores stores) throws InterruptedException {
    try {
      Location location = Location.parse(argument);
      Visitor visitor = new Visitor(jobId);
      stores.of(location).list(location, visitor);
      if (visitor.interrupted) {
        throw new InterruptedException();
      }
      if (visitor.files == 0) {
        throw new IngestException(ErrorCode.NOT_FOUND, "No files at " + location);
      }
    } catch (IngestException e) {
      if (e.code().action() == ErrorCode.Action.STOP) {
        throw e;
      }
      queue.addUnreadable(argument, e);
    }
  }

  private final class Visitor implements Predicate<FileEntry> {
    private final String jobId;
    private long files;
    private boolean interrupted;

    Visitor(String jobId) {
      this.jobId = jobId;
    }

    @Override
    public boolean test(FileEntry file) {
      try {
        queue.add(new WorkItem(jobId, file.location(), file.sizeBytes(), "", Map.of()));
        files++;
        filesListed.increment();
        bytesListed.add(Math.max(0, file.sizeBytes()));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      return !interrupted;
    }
  }

  /** How much there is to do, as far as it is known. */
  Listed listed() {
    return new Listed(filesListed.sum(), bytesListed.sum(), complete);
  }

  /**
   * What was listed so far.
   *
   * @param files how many
   * @param bytes their lengths
   * @param complete whether that is all
   */
  record Listed(long files, long bytes, boolean complete) {}

  @Override
  public List<Lease> lease(int max, Duration wait) throws InterruptedException {
    return queue.lease(max, wait);
  }

  @Override
  public boolean drained() {
    return queue.drained();
  }

  @Override
  public void close() {
    queue.close();
    lister.interrupt();
    try {
      lister.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
