package io.paraflow.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.flow.BatchSource;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Emitter;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Poll;
import io.paraflow.core.flow.Sink;
import io.paraflow.core.flow.Stage;
import io.paraflow.core.flow.Transform;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps a pipeline on the test's own thread with a clock that stands still until it is set. */
class PipelineTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<RecordError> errors = new ArrayList<>();
  private final Deque<Poll> polls = new ArrayDeque<>();
  private final CollectingSink sink = new CollectingSink();
  private long nowNanos;

  @AfterEach
  void allMemoryIsFreed() {
    assertEquals(0, allocator.getAllocatedMemory());
    allocator.close();
  }

  @Test
  void aStepMovesOneBatchAndAnIdleOneLetsTheSinkSettle() throws Exception {
    polls.add(ready(1, 2, 3));
    polls.add(ready(4));
    polls.add(Poll.IDLE);
    try (Pipeline pipeline = pipeline()) {
      assertEquals(Pipeline.Step.WORKED, pipeline.step(Duration.ZERO));
      assertEquals(List.of(1, 2, 3), sink.values());
      assertEquals(Pipeline.Step.WORKED, pipeline.step(Duration.ZERO));
      assertEquals(List.of(), outcomes);
      assertEquals(Pipeline.Step.IDLE, pipeline.step(Duration.ZERO));
      assertEquals(List.of(Outcome.done(), Outcome.done()), outcomes);
      assertEquals(Pipeline.Step.ENDED, pipeline.step(Duration.ZERO));
      assertTrue(pipeline.finish(Duration.ZERO));
    }
  }

  @Test
  void aStepOfASourceThatIsStillWorkingDoesNotWaitForTheSink() throws Exception {
    polls.add(ready(1));
    polls.add(Poll.WORKING);
    try (Pipeline pipeline = pipeline()) {
      assertEquals(Pipeline.Step.WORKED, pipeline.step(Duration.ZERO));
      assertEquals(Pipeline.Step.WORKED, pipeline.step(Duration.ZERO));
      assertEquals(List.of(), outcomes);
    }
  }

  @Test
  void stagesWorkInOrder() throws Exception {
    polls.add(ready(1, 2));
    try (Pipeline pipeline = pipeline(transform(x -> x * 10), transform(x -> x + 1))) {
      pipeline.step(Duration.ZERO);
      assertEquals(List.of(11, 21), sink.values());
    }
  }

  @Test
  void aRowThatATransformRefusesIsReportedUnderItsOrdinalAndTheOthersGoOn() throws Exception {
    polls.add(ready(1, -2, 3));
    Transform refuseNegative =
        (in, rowErrors) -> {
          int[] kept = new int[in.rowCount()];
          int count = 0;
          for (int row = 0; row < in.rowCount(); row++) {
            if (((IntVector) in.root().getVector(0)).get(row) < 0) {
              rowErrors.add(row, ErrorCode.VALUE_MISMATCH, "negative");
            } else {
              kept[count++] = row;
            }
          }
          return in.keep(kept, count);
        };
    try (Pipeline pipeline = pipeline(new TransformStage("check", refuseNegative, errors::add))) {
      pipeline.step(Duration.ZERO);
      assertEquals(List.of(1, 3), sink.values());
      assertEquals(1, errors.size());
      assertEquals(101, errors.getFirst().ordinal());
      assertEquals("check", errors.getFirst().step());
    }
  }

  @Test
  void aTransformThatFailsRejectsItsBatchAndTheNextOneGoesOn() throws Exception {
    polls.add(ready(1));
    polls.add(ready(2));
    try (Pipeline pipeline =
        pipeline(
            transform(
                x -> {
                  if (x == 1) {
                    throw new IngestException(ErrorCode.VALUE_MISMATCH, "one");
                  }
                  return x;
                }))) {
      pipeline.step(Duration.ZERO);
      assertInstanceOf(Outcome.Reject.class, outcomes.getFirst());
      pipeline.step(Duration.ZERO);
      assertEquals(List.of(2), sink.values());
    }
  }

  @Test
  void aStageMayHoldDeliveriesUntilItsTimeComesAndPassTheirAcksOn() throws Exception {
    polls.add(ready(1));
    polls.add(ready(2));
    polls.add(Poll.IDLE);
    polls.add(ready(3));
    try (Pipeline pipeline = pipeline(new HoldingStage(1000))) {
      pipeline.step(Duration.ZERO);
      pipeline.step(Duration.ZERO);
      assertEquals(List.of(), sink.values());
      nowNanos = 1000;
      pipeline.step(Duration.ZERO);
      assertEquals(List.of(1, 2), sink.values());
      assertEquals(2, outcomes.size());
      pipeline.step(Duration.ZERO);
      assertEquals(Pipeline.Step.ENDED, pipeline.step(Duration.ZERO));
      assertTrue(pipeline.finish(Duration.ZERO));
      assertEquals(List.of(1, 2, 3), sink.values());
      assertEquals(3, outcomes.size());
    }
  }

  @Test
  void whatIsNotSettledWhenThePipelineClosesIsGivenBack() throws Exception {
    polls.add(ready(1));
    try (Pipeline pipeline = pipeline()) {
      pipeline.step(Duration.ZERO);
    }
    assertEquals(1, outcomes.size());
    assertInstanceOf(Outcome.Retry.class, outcomes.getFirst());
  }

  private Pipeline pipeline(Stage... stages) {
    return new Pipeline(new ListSource(), List.of(stages), sink, () -> nowNanos);
  }

  private Poll ready(int... values) {
    IntVector vector = new IntVector("v", allocator);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i]);
    }
    vector.setValueCount(values.length);
    Batch batch =
        new Batch(VectorSchemaRoot.of(vector), new Origin("file:///x", ""), Ordinals.from(100));
    return new Poll.Ready(new Delivery(batch, outcomes::add));
  }

  private Stage transform(java.util.function.IntUnaryOperator change) {
    return new TransformStage(
        "change",
        (in, _) -> {
          IntVector vector = (IntVector) in.root().getVector(0);
          try {
            for (int row = 0; row < in.rowCount(); row++) {
              vector.set(row, change.applyAsInt(vector.get(row)));
            }
          } catch (IngestException e) {
            in.close();
            throw e;
          }
          return in;
        },
        errors::add);
  }

  private final class ListSource implements BatchSource {
    @Override
    public Poll poll(Duration timeout) {
      return polls.isEmpty() ? Poll.ENDED : polls.removeFirst();
    }

    @Override
    public void close() {}
  }

  /** Holds every delivery until the clock reaches a time. */
  private static final class HoldingStage implements Stage {
    private final List<Delivery> held = new ArrayList<>();
    private final long untilNanos;

    HoldingStage(long untilNanos) {
      this.untilNanos = untilNanos;
    }

    @Override
    public void accept(Delivery in, Emitter out) {
      held.add(in);
    }

    @Override
    public void tick(long nowNanos, Emitter out) {
      if (nowNanos == untilNanos) {
        end(out);
      }
    }

    @Override
    public void end(Emitter out) {
      held.forEach(out::emit);
      held.clear();
    }

    @Override
    public void close() {
      held.forEach(delivery -> delivery.batch().close());
    }
  }

  /** Remembers values at once and settles when drained. */
  private static final class CollectingSink implements Sink {
    private final List<Integer> values = new ArrayList<>();
    private final List<Delivery> open = new ArrayList<>();

    List<Integer> values() {
      return List.copyOf(values);
    }

    @Override
    public void write(Delivery delivery) {
      IntVector vector = (IntVector) delivery.batch().root().getVector(0);
      for (int row = 0; row < vector.getValueCount(); row++) {
        values.add(vector.get(row));
      }
      delivery.batch().close();
      open.add(delivery);
    }

    @Override
    public boolean drain(Duration timeout) {
      open.forEach(delivery -> delivery.ack().settle(Outcome.done()));
      open.clear();
      return true;
    }

    @Override
    public void close() {
      open.forEach(
          delivery ->
              delivery
                  .ack()
                  .settle(new Outcome.Retry(new IngestException(ErrorCode.CANCELLED, "closed"))));
    }
  }
}
