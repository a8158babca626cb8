package io.paraflow.core.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AckGroupTest {
  private final List<Outcome> settled = new ArrayList<>();
  private final AckGroup group = new AckGroup(settled::add);

  @Test
  void theParentIsSettledOnlyWhenSealedAndAllChildrenHaveSettled() {
    Ack first = group.fork();
    Ack second = group.fork();
    first.settle(Outcome.done());
    group.seal(Outcome.done());
    assertEquals(List.of(), settled);
    second.settle(Outcome.done());
    assertEquals(List.of(Outcome.done()), settled);
  }

  @Test
  void aGroupWithoutChildrenSettlesWhenSealed() {
    group.seal(Outcome.done());
    assertEquals(List.of(Outcome.done()), settled);
  }

  @Test
  void theWorstOutcomeWinsInWhateverOrderTheChildrenSettle() {
    for (long seed = 0; seed < 200; seed++) {
      settled.clear();
      AckGroup shuffled = new AckGroup(settled::add);
      List<Outcome> outcomes =
          new ArrayList<>(
              List.of(
                  Outcome.done(),
                  new Outcome.Retry(new IngestException(ErrorCode.UNAVAILABLE, "busy")),
                  new Outcome.Reject(new IngestException(ErrorCode.CORRUPT, "broken"))));
      Collections.shuffle(outcomes, new Random(seed));
      List<Ack> acks = outcomes.stream().map(_ -> shuffled.fork()).toList();
      for (int i = 0; i < acks.size(); i++) {
        acks.get(i).settle(outcomes.get(i));
      }
      shuffled.seal(Outcome.done());
      assertEquals(1, settled.size(), "seed " + seed);
      assertInstanceOf(Outcome.Reject.class, settled.getFirst(), "seed " + seed);
    }
  }

  @Test
  void settlingTwiceAndForkingAfterTheSealAreRefused() {
    Ack child = group.fork();
    child.settle(Outcome.done());
    assertThrows(IllegalStateException.class, () -> child.settle(Outcome.done()));
    group.seal(Outcome.done());
    assertThrows(IllegalStateException.class, group::fork);
    assertThrows(IllegalStateException.class, () -> group.seal(Outcome.done()));
    assertEquals(1, settled.size());
  }

  @Test
  void anErrorsCodeDecidesTheOutcome() {
    assertInstanceOf(
        Outcome.Retry.class, Outcome.of(new IngestException(ErrorCode.UNAVAILABLE, "")));
    assertInstanceOf(
        Outcome.Reject.class, Outcome.of(new IngestException(ErrorCode.NOT_FOUND, "")));
    assertInstanceOf(
        Outcome.Retry.class, Outcome.of(new IngestException(ErrorCode.OUTPUT_CLOSED, "")));
  }
}
