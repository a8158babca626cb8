package io.paraflow.testing.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed of contenders whose times are known. */
class ComparisonTest {
  private static final long SECOND = 1_000_000_000;
  private static final int PASSES = 5;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long now;

  @Test
  void speedsAndTheirRatio() throws Exception {
    compare(List.of(taking("twice", 2 * SECOND), taking("half", SECOND / 2)));

    assertEquals(
        List.of("ratio test case/twice 100 50 2.00", "ratio test case/half 100 200 0.50"), lines());
  }

  @Test
  void aMachineThatIsSlowForAWhileChangesNoRatio() throws Exception {
    // From the middle of the middle pass on.
    long warmups = 5 * (1 + 2 + 1) * SECOND;
    long slowFrom = warmups + 2 * (1 + 2 + 1 + 1) * SECOND + (1 + 2) * SECOND;
    Contender ours = slowing("ours", SECOND, slowFrom);
    Contender twice = slowing("twice", 2 * SECOND, slowFrom);
    Contender same = slowing("same", SECOND, slowFrom);

    comparison().run("case", 100_000_000, 1, ours, List.of(twice, same));

    assertEquals(
        List.of("ratio test case/twice 100 50 2.00", "ratio test case/same 33 33 1.00"), lines());
  }

  @Test
  void aContenderThatSeesOtherRecordsFails() {
    Contender blind = new Contender("blind", () -> 0);

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> compare(List.of(blind)));

    assertEquals("blind saw 0 records of case, not 1", e.getMessage());
  }

  private void compare(List<Contender> peers) throws Exception {
    comparison().run("case", 100_000_000, 1, taking("ours", SECOND), peers);
  }

  private Comparison comparison() {
    return new Comparison(
        new PrintStream(written, true, StandardCharsets.UTF_8), "test", PASSES, () -> now);
  }

  private Contender taking(String name, long nanos) {
    return slowing(name, nanos, Long.MAX_VALUE);
  }

  /** Takes three times as long from some time on. */
  private Contender slowing(String name, long nanos, long fromNanos) {
    return new Contender(
        name,
        () -> {
          now += now < fromNanos ? nanos : 3 * nanos;
          return 1;
        });
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
