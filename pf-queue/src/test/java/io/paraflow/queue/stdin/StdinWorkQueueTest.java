package io.paraflow.queue.stdin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.work.Lease;
import io.paraflow.queue.item.WorkItemParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StdinWorkQueueTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void handsOutLinesInOrder() throws Exception {
    try (StdinWorkQueue queue = queue("s3://bucket/a\r\n\n  \n{\"uri\":\"s3://bucket/b\"}")) {
      assertEquals(List.of("s3://bucket/a", "s3://bucket/b"), locations(drain(queue)));
    }
  }

  @Test
  void skipsAByteOrderMark() throws Exception {
    try (StdinWorkQueue queue = queue("\uFEFFs3://bucket/a\n")) {
      assertEquals(List.of("s3://bucket/a"), locations(drain(queue)));
    }
  }

  @Test
  void handsOutABadLineWithItsReasonAndGoesOn() throws Exception {
    try (StdinWorkQueue queue = queue("nonsense\ns3://bucket/a\n")) {
      List<Lease> leases = drain(queue);
      assertEquals("nonsense", leases.get(0).body());
      IngestException e = assertThrows(IngestException.class, () -> leases.get(0).item());
      assertEquals(ErrorCode.INVALID_WORK_ITEM, e.code());
      assertEquals("s3://bucket/a", leases.get(1).item().location().toString());
    }
  }

  @Test
  void refusesBytesThatAreNotUtf8() throws Exception {
    InputStream in = new ByteArrayInputStream(new byte[] {'/', 'a', (byte) 0xFF, '\n'});
    try (StdinWorkQueue queue = new StdinWorkQueue(in)) {
      Lease lease = drain(queue).getFirst();
      IngestException e = assertThrows(IngestException.class, lease::item);
      assertTrue(e.getMessage().contains("not UTF-8"), e.getMessage());
    }
  }

  @Test
  void keepsOnlyTheBeginningOfAnEndlessLine() throws Exception {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write("é".repeat(WorkItemParser.MAX_MESSAGE_BYTES).getBytes(UTF_8));
    input.write("\n/next\n".getBytes(UTF_8));
    try (StdinWorkQueue queue = new StdinWorkQueue(new ByteArrayInputStream(input.toByteArray()))) {
      List<Lease> leases = drain(queue);
      assertEquals("é".repeat(4096), leases.get(0).body());
      IngestException e = assertThrows(IngestException.class, () -> leases.get(0).item());
      assertTrue(e.getMessage().contains("longer than"), e.getMessage());
      assertEquals("file:///next", leases.get(1).item().location().toString());
    }
  }

  @Test
  void emptyInputIsDrained() throws Exception {
    try (StdinWorkQueue queue = queue("")) {
      assertEquals(List.of(), queue.lease(1, LONG));
      assertTrue(queue.drained());
    }
  }

  @Test
  void doesNotWaitForThePipeUnlessAsked() throws Exception {
    try (PipedOutputStream pipe = new PipedOutputStream();
        StdinWorkQueue queue = new StdinWorkQueue(new PipedInputStream(pipe))) {
      assertEquals(List.of(), queue.lease(1, Duration.ZERO));
      assertFalse(queue.drained());
      pipe.write("/late\n".getBytes(UTF_8));
      pipe.flush();
      assertEquals(List.of("file:///late"), locations(queue.lease(1, LONG)));
    }
  }

  @Test
  void closesWhileThePipeIsSilent() throws Exception {
    try (PipedOutputStream pipe = new PipedOutputStream()) {
      StdinWorkQueue queue = new StdinWorkQueue(new PipedInputStream(pipe));
      assertTimeoutPreemptively(LONG, queue::close);
      assertTrue(queue.drained());
    }
  }

  @Test
  void redeliversWhatMayYetSucceed() throws Exception {
    InputStream in = new ByteArrayInputStream("/a\n".getBytes(UTF_8));
    try (StdinWorkQueue queue = new StdinWorkQueue(in, Duration.ofMillis(1))) {
      Lease first = queue.lease(1, LONG).getFirst();
      assertFalse(queue.drained(), "an open lease may come again");
      first.settle(
          new Outcome.Retry(new IngestException(ErrorCode.UNAVAILABLE, "no answer from /a")));
      Lease second = queue.lease(1, LONG).getFirst();
      assertEquals(1, first.attempt());
      assertEquals(2, second.attempt());
      assertEquals(first.item(), second.item());
      second.settle(Outcome.done());
      assertEquals(List.of(), queue.lease(1, LONG));
      assertTrue(queue.drained());
    }
  }

  @Test
  void aBrokenPipeIsAnErrorAndNotTheEnd() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("device gone");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("device gone");
          }
        };
    InputStream in =
        new SequenceInputStream(new ByteArrayInputStream("/a\n".getBytes(UTF_8)), broken);
    try (StdinWorkQueue queue = new StdinWorkQueue(in)) {
      assertEquals(List.of("file:///a"), locations(queue.lease(1, LONG)));
      IngestException e = assertThrows(IngestException.class, () -> queue.lease(1, LONG));
      assertEquals(ErrorCode.UNAVAILABLE, e.code());
      assertFalse(queue.drained());
    }
  }

  private static StdinWorkQueue queue(String input) {
    return new StdinWorkQueue(new ByteArrayInputStream(input.getBytes(UTF_8)));
  }

  private static List<Lease> drain(StdinWorkQueue queue) throws InterruptedException {
    List<Lease> leases = new ArrayList<>();
    while (!queue.drained()) {
      for (Lease lease : queue.lease(10, LONG)) {
        leases.add(lease);
        lease.settle(Outcome.done());
      }
    }
    return leases;
  }

  private static List<String> locations(List<Lease> leases) {
    return leases.stream().map(lease -> lease.item().location().toString()).toList();
  }
}
