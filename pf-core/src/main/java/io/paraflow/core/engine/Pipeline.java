package io.paraflow.core.engine;

import io.paraflow.core.flow.BatchSource;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Emitter;
import io.paraflow.core.flow.Poll;
import io.paraflow.core.flow.Sink;
import io.paraflow.core.flow.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A source, stages and a sink on one thread, without a queue or a lock between them. Whoever calls
 * {@link #step} is that thread.
 */
public final class Pipeline implements AutoCloseable {
  private final BatchSource source;
  private final List<Stage> stages;
  private final Sink sink;
  private final LongSupplier nanoClock;
  private final List<Emitter> emitters = new ArrayList<>();

  /**
   * Takes ownership of the parts.
   *
   * @param nanoClock monotonic, in nanoseconds
   */
  public Pipeline(BatchSource source, List<Stage> stages, Sink sink, LongSupplier nanoClock) {
    this.source = source;
    this.stages = List.copyOf(stages);
    this.sink = sink;
    this.nanoClock = nanoClock;
    Emitter next = sink::write;
    emitters.add(next);
    for (Stage stage : this.stages.reversed()) {
      Emitter out = next;
      next = delivery -> stage.accept(delivery, out);
      emitters.addFirst(next);
    }
  }

  /**
   * One duty cycle: settles what the sink has answered, moves at most one batch from the source
   * through the stages into the sink, and gives every stage its tick. Where there is no batch, the
   * sink gets the time to settle what it holds.
   *
   * @param wait how long to wait for a batch, and then for the sink, where there is none
   * @throws io.paraflow.core.error.IngestException when nothing can go on; close the pipeline
   */
  public Step step(Duration wait) throws InterruptedException {
    sink.reap();
    Poll poll = source.poll(wait);
    return switch (poll) {
      case Poll.Ready(Delivery delivery) -> {
        emitters.getFirst().emit(delivery);
        tick();
        yield Step.WORKED;
      }
      case Poll.Working _ -> {
        tick();
        yield Step.WORKED;
      }
      case Poll.Idle _ -> {
        tick();
        sink.drain(wait);
        yield Step.IDLE;
      }
      case Poll.Ended _ -> Step.ENDED;
    };
  }

  /**
   * After the source has ended: lets the stages put out what they hold and waits for the sink.
   *
   * @return false when the timeout came first
   */
  public boolean finish(Duration timeout) throws InterruptedException {
    for (int i = 0; i < stages.size(); i++) {
      stages.get(i).end(emitters.get(i + 1));
    }
    return sink.drain(timeout);
  }

  /** Closes source, stages and sink in this order; what is not settled is given back. */
  @Override
  public void close() {
    try (sink) {
      try {
        source.close();
      } finally {
        stages.forEach(Stage::close);
      }
    }
  }

  private void tick() {
    long now = nanoClock.getAsLong();
    for (int i = 0; i < stages.size(); i++) {
      stages.get(i).tick(now, emitters.get(i + 1));
    }
  }

  /** What a duty cycle came to. */
  public enum Step {
    /** A batch was moved, or the source worked on the next one. */
    WORKED,
    /** There was no batch. */
    IDLE,
    /** There will be no batch ever again. */
    ENDED
  }
}
