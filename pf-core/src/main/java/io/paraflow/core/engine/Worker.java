package io.paraflow.core.engine;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.flow.Stage;
import io.paraflow.core.memory.BufferSizes;
import io.paraflow.core.plugin.SinkFactory;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A fixed pool of threads, each a whole pipeline. They share the queue, the stores and the dead
 * letters, and nothing else. When one of them fails they all stop, so that a worker is either whole
 * or gone.
 */
public final class Worker implements AutoCloseable {
  private static final Duration IDLE_WAIT = Duration.ofMillis(50);

  private final WorkQueue queue;
  private final FileStores stores;
  private final FileFormats formats;
  private final SinkFactory sinks;
  private final DeadLetters deadLetters;
  private final Supplier<List<Stage>> stages;
  private final WorkerSettings settings;
  private final Counters counters = new Counters();
  private final BufferAllocator allocator;
  private final List<PipelineThread> threads = new ArrayList<>();
  private final CountDownLatch running;
  private final AtomicReference<@Nullable IngestException> failure = new AtomicReference<>();
  private volatile boolean stopping;

  /**
   * A worker that has not started. Everything given stays the caller's, to be closed after it.
   *
   * @param stages gives each thread its own stages
   */
  public Worker(
      WorkQueue queue,
      FileStores stores,
      FileFormats formats,
      SinkFactory sinks,
      DeadLetters deadLetters,
      Supplier<List<Stage>> stages,
      WorkerSettings settings) {
    this.queue = queue;
    this.stores = stores;
    this.formats = formats;
    this.sinks = sinks;
    this.deadLetters = deadLetters;
    this.stages = stages;
    this.settings = settings;
    this.running = new CountDownLatch(settings.threads());
    this.allocator = BufferSizes.newAllocator(settings.memoryBytesPerThread() * settings.threads());
    for (int i = 1; i <= settings.threads(); i++) {
      threads.add(new PipelineThread("pipeline-" + i));
    }
  }

  /** Starts the threads; they end when the queue is drained, on {@link #stop} or on a failure. */
  public void start() {
    threads.forEach(Thread::start);
  }

  /**
   * Asks all threads to stop at the next batch boundary and returns at once. Files not read to
   * their end are given back. May be called from any thread, and more than once.
   */
  public void stop() {
    stopping = true;
    threads.forEach(PipelineThread::cancel);
  }

  /**
   * Waits for all threads to end.
   *
   * @return false when the timeout came first
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return running.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What was done so far. */
  public Counters.Snapshot counters() {
    return counters.snapshot();
  }

  /** Whether every thread is at work: started, not asked to stop, not failed, not at its end. */
  public boolean healthy() {
    return !stopping && failure.get() == null && threads.stream().allMatch(Thread::isAlive);
  }

  /** The failure that stopped the worker; null as long as there is none. */
  public @Nullable IngestException failure() {
    return failure.get();
  }

  /**
   * Stops the threads, waits for them and frees their memory.
   *
   * @throws IllegalStateException when memory was leaked
   */
  @Override
  public void close() {
    stop();
    boolean interrupted = false;
    for (PipelineThread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    allocator.close();
  }

  private void fail(IngestException cause) {
    failure.compareAndSet(null, cause);
    stop();
  }

  private final class PipelineThread extends Thread {
    private volatile @Nullable FileSource source;

    PipelineThread(String name) {
      super(name);
    }

    void cancel() {
      FileSource current = source;
      if (current != null) {
        current.cancel();
      }
    }

    @Override
    public void run() {
      try (BufferAllocator memory =
              allocator.newChildAllocator(getName(), 0, settings.memoryBytesPerThread());
          FileSource files =
              new FileSource(
                  queue,
                  stores,
                  formats,
                  deadLetters,
                  settings,
                  memory,
                  counters,
                  sinks.readsDictionaries())) {
        source = files;
        if (stopping) {
          files.cancel();
        }
        try (Pipeline pipeline =
            new Pipeline(files, stages.get(), sinks.open(memory), System::nanoTime)) {
          work(pipeline);
        }
      } catch (IngestException e) {
        fail(e);
      } catch (InterruptedException e) {
        fail(new IngestException(ErrorCode.CANCELLED, getName() + " was interrupted", e));
      } catch (Throwable e) {
        fail(new IngestException(ErrorCode.INTERNAL, getName() + " failed: " + e, e));
      } finally {
        running.countDown();
      }
    }

    private void work(Pipeline pipeline) throws InterruptedException {
      Pipeline.Step step;
      do {
        long begin = System.nanoTime();
        step = pipeline.step(IDLE_WAIT);
        if (step == Pipeline.Step.WORKED) {
          counters.busyNanos.add(System.nanoTime() - begin);
        }
      } while (step != Pipeline.Step.ENDED);
      if (!pipeline.finish(settings.shutdownTimeout())) {
        throw new IngestException(
            ErrorCode.OUTPUT_FAILED,
            "The destination did not settle what was written within "
                + settings.shutdownTimeout()
                + " (--shutdown-timeout)");
      }
    }
  }
}
