package io.paraflow.worker;

import io.paraflow.cli.Units;
import io.paraflow.core.engine.Counters;
import java.time.Duration;
import java.util.function.Supplier;

/** How far a run is, with the speed since the line before. Used by one thread. */
final class ProgressLine implements Supplier<String> {
  private final Supplier<Counters.Snapshot> counters;
  private final long beginNanos = System.nanoTime();
  private Counters.Snapshot before;
  private long beforeNanos = beginNanos;

  ProgressLine(Supplier<Counters.Snapshot> counters) {
    this.counters = counters;
    this.before = counters.get();
  }

  @Override
  public String get() {
    Counters.Snapshot now = counters.get();
    long nowNanos = System.nanoTime();
    Duration since = Duration.ofNanos(nowNanos - beforeNanos);
    String failures =
        now.filesFailed() + now.recordsFailed() == 0
            ? ""
            : ", failed: %d files, %d records".formatted(now.filesFailed(), now.recordsFailed());
    String line =
        "%s: %d files, %s records (%s/s), %s read (%s)%s"
            .formatted(
                Units.duration(Duration.ofNanos(nowNanos - beginNanos)),
                now.filesDone(),
                Units.count(now.recordsRead()),
                Units.count(Units.perSecond(now.recordsRead() - before.recordsRead(), since)),
                Units.bytes(now.bytesRead()),
                Units.bytesPerSecond(now.bytesRead() - before.bytesRead(), since),
                failures);
    before = now;
    beforeNanos = nowNanos;
    return line;
  }
}
