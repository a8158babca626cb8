package io.paraflow.discoverer;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists many prefixes at once and hands what is wanted to one {@link Output}.
 *
 * <p>A few virtual threads take one prefix after the other and put each file, as it is listed, into
 * one bounded queue; the thread that runs the discovery takes from it. So memory does not grow with
 * the number of files, a slow output slows the listings down, and files of one prefix keep the
 * store's order. Files of several prefixes mix as they arrive; with one prefix at a time they come
 * prefix after prefix.
 *
 * <p>Runs once.
 */
final class Discovery {
  /** About 3 MB of entries. */
  static final int MAX_WAITING_FILES = 8192;

  /** How many files an output gets at most in one call. */
  static final int MAX_FILES_PER_CALL = 1000;

  private static final Duration MAX_FAREWELL = Duration.ofSeconds(5);

  private final Function<Location, FileStore> stores;
  private final Predicate<FileEntry> wanted;
  private final long maxFiles;
  private final int parallelPrefixes;
  private final DiscoveryCounters counters;

  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(MAX_WAITING_FILES);
  private final Map<String, IngestException> missingBuckets = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /**
   * A discovery that has yet to run.
   *
   * @param stores the store that serves a location
   * @param wanted which files are handed on; called by several threads
   * @param maxFiles how many files are handed on at most, after which listing ends
   * @param parallelPrefixes how many prefixes are listed at the same time, at least 1
   * @param counters counts what happens
   */
  Discovery(
      Function<Location, FileStore> stores,
      Predicate<FileEntry> wanted,
      long maxFiles,
      int parallelPrefixes,
      DiscoveryCounters counters) {
    this.stores = stores;
    this.wanted = wanted;
    this.maxFiles = maxFiles;
    this.parallelPrefixes = parallelPrefixes;
    this.counters = counters;
  }

  /**
   * Lists the prefixes until all are done, the greatest number of files is reached, or {@link
   * #stop} is called.
   *
   * @throws InterruptedException when interrupted while waiting for a listing
   * @throws IngestException when the output cannot take files
   */
  void run(List<Location> prefixes, Output output) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> listers = new ArrayList<>();
    for (int i = 0; i < Math.min(parallelPrefixes, prefixes.size()); i++) {
      listers.add(Thread.startVirtualThread(() -> listInTurn(prefixes, next)));
    }
    try {
      handOn(prefixes.size(), output);
    } finally {
      stopped = true;
      listers.forEach(Thread::interrupt);
      for (Thread lister : listers) {
        lister.join(MAX_FAREWELL);
      }
    }
  }

  /** Ends the discovery soon; may be called by any thread, returns at once. */
  void stop() {
    stopped = true;
    // Wakes the running thread; where there is no room it is awake already.
    events.offer(Wake.WAKE);
  }

  private void handOn(int prefixCount, Output output) throws InterruptedException {
    List<Event> taken = new ArrayList<>(MAX_FILES_PER_CALL);
    List<FileEntry> files = new ArrayList<>(MAX_FILES_PER_CALL);
    Set<String> announced = new HashSet<>();
    int open = prefixCount;
    long room = maxFiles;
    while (open > 0 && room > 0 && !stopped) {
      taken.add(events.take());
      events.drainTo(taken, MAX_FILES_PER_CALL - 1);
      for (Event event : taken) {
        switch (event) {
          case Found(FileEntry file) -> {
            if (room > 0) {
              files.add(file);
              room--;
            }
          }
          case Ended(Location prefix, IngestException failure) -> {
            open--;
            count(prefix, failure, announced, output);
          }
          case Wake _ -> {}
        }
      }
      taken.clear();
      deliver(files, output);
      files.clear();
    }
  }

  private void deliver(List<FileEntry> files, Output output) {
    if (files.isEmpty()) {
      return;
    }
    output.found(List.copyOf(files));
    counters.filesOutput.add(files.size());
    counters.bytesOutput.add(files.stream().mapToLong(FileEntry::sizeBytes).sum());
  }

  private void count(
      Location prefix, @Nullable IngestException failure, Set<String> announced, Output output) {
    if (failure == null) {
      counters.prefixesListed.increment();
      return;
    }
    counters.prefixesFailed.increment();
    if (failure != missingBuckets.get(bucket(prefix)) || announced.add(bucket(prefix))) {
      output.failed(prefix, failure);
    }
  }

  private void listInTurn(List<Location> prefixes, AtomicInteger next) {
    try {
      for (int i = next.getAndIncrement(); i < prefixes.size(); i = next.getAndIncrement()) {
        Location prefix = prefixes.get(i);
        IngestException failure = list(prefix);
        if (stopped) {
          return;
        }
        events.put(new Ended(prefix, failure));
      }
    } catch (InterruptedException e) {
      // The discovery has ended, and this thread with it.
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable IngestException list(Location prefix) {
    IngestException missing = missingBuckets.get(bucket(prefix));
    if (missing != null) {
      return missing;
    }
    try {
      stores.apply(prefix).list(prefix, this::visit);
      return null;
    } catch (IngestException e) {
      // A prefix always exists where its bucket does; a local path does not.
      boolean bucketMissing =
          e.code() == ErrorCode.NOT_FOUND && !prefix.scheme().equals(Location.FILE);
      if (!bucketMissing) {
        return e;
      }
      IngestException earlier = missingBuckets.putIfAbsent(bucket(prefix), e);
      return earlier == null ? e : earlier;
    } catch (RuntimeException | Error e) {
      return new IngestException(
          ErrorCode.INTERNAL, "Listing " + prefix + " failed by a defect: " + e, e);
    }
  }

  private boolean visit(FileEntry file) {
    if (stopped) {
      return false;
    }
    counters.filesDiscovered.increment();
    counters.bytesDiscovered.add(file.sizeBytes());
    if (!wanted.test(file)) {
      counters.filesFiltered.increment();
      return true;
    }
    try {
      events.put(new Found(file));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String bucket(Location prefix) {
    return prefix.scheme() + "://" + prefix.authority();
  }

  private sealed interface Event {}

  /** A wanted file. */
  private record Found(FileEntry file) implements Event {}

  /** A prefix that was listed to its end, or whose listing failed. */
  private record Ended(Location prefix, @Nullable IngestException failure) implements Event {}

  private enum Wake implements Event {
    /** Nothing but a reason to look at the flag. */
    WAKE
  }
}
