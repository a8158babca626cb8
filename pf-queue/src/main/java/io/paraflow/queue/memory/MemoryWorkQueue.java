package io.paraflow.queue.memory;

import io.paraflow.core.error.IngestException;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.work.Lease;
import io.paraflow.core.work.WorkItem;
import io.paraflow.core.work.WorkQueue;
import io.paraflow.queue.item.WorkItemParser;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work items in memory, for tests, for programs that embed the engine, and behind queues that
 * cannot redeliver by themselves. Nothing survives the process.
 *
 * <p>A lease never expires. A message that is settled with Retry comes again after a pause that
 * doubles from attempt to attempt. The queue is drained when {@link #end} was called and every
 * message is settled for good, so a lease that is open may still bring work.
 */
public final class MemoryWorkQueue implements WorkQueue {
  private static final int MAX_DOUBLINGS = 5;

  private final WorkItemParser parser = new WorkItemParser();
  private final int capacity;
  private final Duration retryPause;
  private final Consumer<Settlement> ledger;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final Deque<MemoryLease> ready = new ArrayDeque<>();
  private final PriorityQueue<Redelivery> later =
      new PriorityQueue<>(Comparator.comparingLong(Redelivery::atNanos));
  private int open;
  private boolean ended;
  private @Nullable IngestException failure;

  /** A queue without a bound, for tests: what is settled with Retry comes again at once. */
  public MemoryWorkQueue(Consumer<Settlement> ledger) {
    this(Integer.MAX_VALUE, Duration.ZERO, ledger);
  }

  /**
   * A queue with a bound.
   *
   * @param capacity how many messages wait at most; adding more blocks
   * @param retryPause how long a message waits before its second attempt
   * @param ledger told of every settlement, on the thread that settles
   */
  public MemoryWorkQueue(int capacity, Duration retryPause, Consumer<Settlement> ledger) {
    this.capacity = capacity;
    this.retryPause = retryPause;
    this.ledger = ledger;
  }

  /**
   * Adds work; blocks while the queue is full.
   *
   * @throws InterruptedException when interrupted while blocked
   * @throws IllegalStateException after {@link #end} or {@link #close}
   */
  public void add(WorkItem item) throws InterruptedException {
    add(new Message(item.location().toString(), item, null));
  }

  /**
   * Adds a message in any form that {@link WorkItemParser} reads. One that it cannot read is handed
   * out all the same, so that it is kept as a dead letter. Otherwise like {@link #add(WorkItem)}.
   */
  public void addMessage(String body) throws InterruptedException {
    Message message;
    try {
      message = new Message(body, parser.parse(body), null);
    } catch (IngestException e) {
      message = new Message(body, null, e);
    }
    add(message);
  }

  /** Adds the beginning of a message that cannot be understood. Like {@link #add(WorkItem)}. */
  public void addUnreadable(String body, IngestException problem) throws InterruptedException {
    add(new Message(body, null, problem));
  }

  private void add(Message message) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (ready.size() >= capacity && !ended) {
        room.await();
      }
      if (ended) {
        throw new IllegalStateException("the queue has ended");
      }
      ready.add(new MemoryLease(message, 1));
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** No message will be added any more. */
  public void end() {
    end(null);
  }

  /**
   * No message can be added any more.
   *
   * @param cause thrown by {@link #lease} once all that was added has been handed out; null if all
   *     is well
   */
  public void end(@Nullable IngestException cause) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = cause;
      }
      changed.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Lease> lease(int max, Duration wait) throws InterruptedException {
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1 but is " + max);
    }
    long deadline = System.nanoTime() + wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        long now = System.nanoTime();
        redeliver(now);
        if (!ready.isEmpty()) {
          return take(max);
        }
        if (failure != null) {
          throw failure;
        }
        long left = deadline - now;
        if (left <= 0 || isDrained()) {
          return List.of();
        }
        Redelivery next = later.peek();
        long _ = changed.awaitNanos(next == null ? left : Math.min(left, next.atNanos() - now));
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Lease> take(int max) {
    List<Lease> leases = new ArrayList<>();
    while (leases.size() < max && !ready.isEmpty()) {
      leases.add(ready.remove());
      open++;
    }
    room.signalAll();
    return leases;
  }

  private void redeliver(long now) {
    while (!later.isEmpty() && later.element().atNanos() - now <= 0) {
      ready.add(later.remove().lease());
    }
  }

  @Override
  public boolean drained() {
    lock.lock();
    try {
      return isDrained();
    } finally {
      lock.unlock();
    }
  }

  private boolean isDrained() {
    return ended && failure == null && open == 0 && ready.isEmpty() && later.isEmpty();
  }

  /** Ends the queue and drops what waits in it. Open leases may still be settled. */
  @Override
  public void close() {
    lock.lock();
    try {
      ready.clear();
      later.clear();
      end();
    } finally {
      lock.unlock();
    }
  }

  private void settled(MemoryLease lease, Outcome outcome) {
    ledger.accept(new Settlement(lease.body(), lease.attempt(), outcome));
    lock.lock();
    try {
      open--;
      if (outcome instanceof Outcome.Retry) {
        later.add(
            new Redelivery(
                System.nanoTime() + pauseNanos(lease.attempt()),
                new MemoryLease(lease.message, lease.attempt() + 1)));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long pauseNanos(int attempt) {
    return retryPause.toNanos() << Math.min(attempt - 1, MAX_DOUBLINGS);
  }

  private record Redelivery(long atNanos, MemoryLease lease) {}

  private final class MemoryLease implements Lease {
    private final Message message;
    private final int attempt;
    private boolean settled;

    MemoryLease(Message message, int attempt) {
      this.message = message;
      this.attempt = attempt;
    }

    @Override
    public WorkItem item() {
      if (message.item() == null) {
        throw Objects.requireNonNull(message.problem());
      }
      return message.item();
    }

    @Override
    public String body() {
      return message.body();
    }

    @Override
    public int attempt() {
      return attempt;
    }

    @Override
    public void settle(Outcome outcome) {
      if (settled) {
        throw new IllegalStateException("settled twice: " + message.body());
      }
      settled = true;
      settled(this, outcome);
    }
  }
}
