package io.paraflow.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.work.Lease;
import io.paraflow.core.work.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link WorkQueue} that ends does. */
public abstract class WorkQueueContract {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** A queue that holds these messages and gets no more. */
  protected abstract WorkQueue queue(List<String> messages) throws Exception;

  @Test
  void handsOutEveryMessageOnce() throws Exception {
    List<String> messages = messages(200);
    try (WorkQueue queue = queue(messages)) {
      List<String> bodies = new ArrayList<>();
      while (!queue.drained()) {
        List<Lease> leases = queue.lease(7, LONG);
        assertTrue(leases.size() <= 7);
        for (Lease lease : leases) {
          assertEquals(1, lease.attempt());
          assertEquals(lease.body(), lease.item().location().toString());
          bodies.add(lease.body());
          lease.settle(Outcome.done());
        }
      }
      assertEquals(messages, bodies.stream().sorted().toList());
    }
  }

  @Test
  void handsOutToManyThreads() throws Exception {
    List<String> messages = messages(500);
    try (WorkQueue queue = queue(messages);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<String>>> shares = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        shares.add(threads.submit(() -> drain(queue)));
      }
      List<String> bodies = new ArrayList<>();
      for (Future<List<String>> share : shares) {
        bodies.addAll(share.get());
      }
      assertEquals(messages, bodies.stream().sorted().toList());
    }
  }

  @Test
  void handsOutAgainWhatMayYetSucceed() throws Exception {
    try (WorkQueue queue = queue(messages(1))) {
      for (int attempt = 1; attempt <= 4; attempt++) {
        Lease lease = queue.lease(10, LONG).getFirst();
        assertEquals(attempt, lease.attempt());
        assertFalse(queue.drained(), "an open lease may come again");
        lease.settle(new Outcome.Retry(new IngestException(ErrorCode.UNAVAILABLE, "no answer")));
        assertFalse(queue.drained(), "a message waits");
      }
      queue.lease(1, LONG).getFirst().settle(Outcome.done());
      assertEquals(List.of(), queue.lease(1, LONG));
      assertTrue(queue.drained());
    }
  }

  @Test
  void doesNotHandOutAgainWhatWasRejected() throws Exception {
    try (WorkQueue queue = queue(messages(1))) {
      Outcome rejected =
          new Outcome.Reject(new IngestException(ErrorCode.CORRUPT, "bytes are wrong"));
      queue.lease(1, LONG).getFirst().settle(rejected);
      assertEquals(List.of(), queue.lease(1, LONG));
      assertTrue(queue.drained());
    }
  }

  @Test
  void settlesALeaseOnce() throws Exception {
    try (WorkQueue queue = queue(messages(1))) {
      Lease lease = queue.lease(1, LONG).getFirst();
      lease.settle(Outcome.done());
      assertThrows(IllegalStateException.class, () -> lease.settle(Outcome.done()));
      assertEquals(List.of(), queue.lease(1, LONG));
      assertTrue(queue.drained());
    }
  }

  @Test
  void handsOutWhatItCannotUnderstandWithTheReason() throws Exception {
    try (WorkQueue queue = queue(List.of("{\"uri\":1}", "s3://bucket/good"))) {
      int bad = 0;
      while (!queue.drained()) {
        for (Lease lease : queue.lease(1, LONG)) {
          if (lease.body().startsWith("{")) {
            bad++;
            IngestException e = assertThrows(IngestException.class, lease::item);
            assertEquals(ErrorCode.INVALID_WORK_ITEM, e.code());
            lease.settle(Outcome.of(e));
          } else {
            assertEquals("s3://bucket/good", lease.item().location().toString());
            lease.settle(Outcome.done());
          }
        }
      }
      assertEquals(1, bad);
    }
  }

  private static List<String> drain(WorkQueue queue) throws InterruptedException {
    List<String> bodies = new ArrayList<>();
    while (!queue.drained()) {
      for (Lease lease : queue.lease(3, Duration.ofMillis(10))) {
        bodies.add(lease.body());
        lease.settle(Outcome.done());
      }
    }
    return bodies;
  }

  private static List<String> messages(int count) {
    return IntStream.range(0, count).mapToObj("s3://bucket/%05d"::formatted).toList();
  }
}
