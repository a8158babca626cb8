package io.paraflow.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.flow.Ack;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Sink;
import io.paraflow.core.plugin.SinkFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Sink} promises: each delivery is settled exactly once and only after its rows
 * are where they should be, its batch is closed, and a sink that can write no more gives everything
 * back.
 */
public abstract class SinkContract {
  private static final int ROWS = 500;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** The memory of the sinks and of the batches; it ends at zero. */
  protected BufferAllocator allocator = new RootAllocator();

  private SinkFactory factory = new Nowhere();
  private final List<Delivered> deliveries = new ArrayList<>();
  private boolean watching;

  /** A destination in its first state, asked for once a test. */
  protected abstract SinkFactory destination();

  /**
   * The ids of the rows that have arrived, in any order, each as often as it arrived; null where
   * the destination keeps none.
   */
  protected abstract @Nullable List<Long> arrived();

  /**
   * Makes the destination refuse everything from here on.
   *
   * @return false where nothing can make it
   */
  protected abstract boolean breakDown();

  @BeforeEach
  void open() {
    factory = destination();
  }

  @AfterEach
  void everythingIsReleasedAndSettled() {
    factory.close();
    allocator.close();
    for (Delivered delivered : deliveries) {
      assertEquals(1, delivered.outcomes.size(), "times that a delivery was settled");
    }
  }

  @Test
  void everyDeliveryIsDoneAfterDrain() throws InterruptedException {
    try (Sink sink = factory.open(allocator)) {
      for (int i = 0; i < 20; i++) {
        sink.write(delivery());
        sink.reap();
      }
      assertTrue(sink.drain(TIMEOUT));
      assertEquals(20, settled());
    }
    deliveries.forEach(delivered -> assertEquals(Outcome.done(), delivered.outcomes.getFirst()));
    assertArrived();
  }

  @Test
  void rowsHaveArrivedWhenTheirDeliveryIsSettled() throws InterruptedException {
    watching = true;
    try (Sink sink = factory.open(allocator)) {
      for (int i = 0; i < 50; i++) {
        sink.write(delivery());
        sink.reap();
      }
      sink.drain(TIMEOUT);
    }
    for (Delivered delivered : deliveries) {
      if (delivered.arrivedBefore != null) {
        assertTrue(delivered.arrivedBefore.containsAll(delivered.ids), "rows before their ack");
      }
    }
  }

  @Test
  void reapSaysHowManyItSettled() throws InterruptedException {
    try (Sink sink = factory.open(allocator)) {
      for (int i = 0; i < 50; i++) {
        sink.write(delivery());
        int before = settled();
        assertEquals(sink.reap(), settled() - before);
      }
      sink.drain(TIMEOUT);
      assertEquals(0, sink.reap());
    }
  }

  @Test
  void anEmptyBatchIsDone() throws InterruptedException {
    try (Sink sink = factory.open(allocator)) {
      sink.write(delivery(0));
      sink.drain(TIMEOUT);
      assertEquals(Outcome.done(), deliveries.getFirst().outcomes.getFirst());
    }
  }

  @Test
  void drainOfNothingSucceeds() throws InterruptedException {
    try (Sink sink = factory.open(allocator)) {
      assertTrue(sink.drain(TIMEOUT));
    }
  }

  @Test
  void batchesOfOtherColumnsMayFollow() throws InterruptedException {
    try (Sink sink = factory.open(allocator)) {
      sink.write(delivery());
      sink.write(delivery(root(ROWS, true), ROWS));
      sink.write(delivery());
      sink.drain(TIMEOUT);
    }
    assertArrived();
  }

  @Test
  void whatIsUnsettledOnCloseIsGivenBack() {
    try (Sink sink = factory.open(allocator)) {
      sink.write(delivery());
    }
    Outcome outcome = deliveries.getFirst().outcomes.getFirst();
    if (!outcome.equals(Outcome.done())) {
      assertInstanceOf(Outcome.Retry.class, outcome);
    }
  }

  @Test
  void aClosedSinkHoldsNoMemory() {
    Sink sink = factory.open(allocator);
    sink.write(delivery());
    sink.close();
    assertEquals(0, allocator.getAllocatedMemory());
  }

  @Test
  void nothingIsDoneOnceTheDestinationRefuses() {
    try (Sink sink = factory.open(allocator)) {
      assumeTrue(breakDown(), "a destination that cannot fail");
      IngestException refused = assertThrows(IngestException.class, () -> writeAndDrain(sink));
      assertEquals(ErrorCode.Action.STOP, refused.code().action());
      assertEquals(deliveries.size(), settled(), "settled by the time of the failure");
      assertThrows(IngestException.class, () -> writeAndDrain(sink), "it stays refused");
    }
    deliveries.forEach(
        delivered -> assertInstanceOf(Outcome.Retry.class, delivered.outcomes.getFirst()));
  }

  @Test
  void whatArrivedBeforeAFailureStaysDone() throws InterruptedException {
    try (Sink sink = factory.open(allocator)) {
      sink.write(delivery());
      sink.drain(TIMEOUT);
      assumeTrue(breakDown(), "a destination that cannot fail");
      assertThrows(IngestException.class, () -> writeAndDrain(sink));
    }
    assertEquals(Outcome.done(), deliveries.getFirst().outcomes.getFirst());
  }

  @Test
  void threadsDoNotDisturbOneAnother() throws Exception {
    int threads = 4;
    List<List<Delivery>> work = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      List<Delivery> own = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        own.add(delivery());
      }
      work.add(own);
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<@Nullable Void>> results = new ArrayList<>();
      for (List<Delivery> own : work) {
        Callable<@Nullable Void> task = () -> writeAll(own);
        results.add(pool.submit(task));
      }
      for (Future<@Nullable Void> result : results) {
        result.get();
      }
    }
    assertArrived();
  }

  private @Nullable Void writeAll(List<Delivery> own) throws InterruptedException {
    try (Sink sink = factory.open(allocator)) {
      for (Delivery delivery : own) {
        sink.write(delivery);
        sink.reap();
      }
      sink.drain(TIMEOUT);
    }
    return null;
  }

  private void writeAndDrain(Sink sink) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      sink.write(delivery());
    }
    sink.drain(TIMEOUT);
  }

  /** Every row of every delivery, exactly once. */
  private void assertArrived() {
    List<Long> arrived = arrived();
    if (arrived != null) {
      List<Long> expected = deliveries.stream().flatMap(each -> each.ids.stream()).toList();
      assertEquals(expected.stream().sorted().toList(), arrived.stream().sorted().toList());
    }
  }

  private int settled() {
    return deliveries.stream().mapToInt(delivered -> delivered.outcomes.size()).sum();
  }

  private Delivery delivery() {
    return delivery(ROWS);
  }

  private Delivery delivery(int rows) {
    return delivery(root(rows, false), rows);
  }

  private Delivery delivery(VectorSchemaRoot root, int rows) {
    Delivered delivered = new Delivered(firstId(), rows);
    deliveries.add(delivered);
    Batch batch = new Batch(root, new Origin("file:///data/some.parquet", "v1"), Ordinals.from(0));
    return new Delivery(batch, delivered);
  }

  private long firstId() {
    return (long) ROWS * deliveries.size();
  }

  /** Rows with the column {@code id}, and a text. */
  private VectorSchemaRoot root(int rows, boolean otherColumn) {
    BigIntVector ids = new BigIntVector("id", allocator);
    VarCharVector texts = new VarCharVector(otherColumn ? "other" : "text", allocator);
    ids.allocateNew(rows);
    texts.allocateNew();
    for (int row = 0; row < rows; row++) {
      long id = firstId() + row;
      ids.set(row, id);
      texts.setSafe(
          row, ("line " + id + "\n" + "x".repeat(row % 90)).getBytes(StandardCharsets.UTF_8));
    }
    VectorSchemaRoot root = VectorSchemaRoot.of(ids, texts);
    root.setRowCount(rows);
    return root;
  }

  /** The ack of one delivery, and what was known when it was settled. */
  private final class Delivered implements Ack {
    final List<Long> ids = new ArrayList<>();
    final List<Outcome> outcomes = new ArrayList<>();
    @Nullable List<Long> arrivedBefore;

    Delivered(long firstId, int rows) {
      for (int row = 0; row < rows; row++) {
        ids.add(firstId + row);
      }
    }

    @Override
    public void settle(Outcome outcome) {
      if (watching && outcome.equals(Outcome.done())) {
        arrivedBefore = arrived();
      }
      outcomes.add(outcome);
    }
  }

  private static final class Nowhere implements SinkFactory {
    @Override
    public Sink open(BufferAllocator allocator) {
      throw new IllegalStateException("no destination");
    }

    @Override
    public void close() {}
  }
}
