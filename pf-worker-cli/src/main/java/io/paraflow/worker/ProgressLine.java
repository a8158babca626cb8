package io.paraflow.worker;

import io.paraflow.cli.Units;
import io.paraflow.core.engine.Counters;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How far a run is, with the speed since the line before. Used by one thread. */
final class ProgressLine implements Supplier<String> {
  private final Supplier<Counters.Snapshot> counters;
  private final Supplier<FileArguments.@Nullable Listed> listed;
  private final long beginNanos = System.nanoTime();
  private Counters.Snapshot before;
  private long beforeNanos = beginNanos;

  /**
   * A line that has not been shown.
   *
   * @param counters what was done
   * @param listed what there is to do; gives null where nobody knows
   */
  ProgressLine(
      Supplier<Counters.Snapshot> counters, Supplier<FileArguments.@Nullable Listed> listed) {
    this.counters = counters;
    this.listed = listed;
    this.before = counters.get();
  }

  @Override
  public String get() {
    Counters.Snapshot now = counters.get();
    long nowNanos = System.nanoTime();
    Duration since = Duration.ofNanos(nowNanos - beforeNanos);
    FileArguments.Listed total = listed.get();
    String failures =
        now.filesFailed() + now.recordsFailed() == 0
            ? ""
            : ", failed: %d files, %d records".formatted(now.filesFailed(), now.recordsFailed());
    String line =
        "%s: %d%s files, %s records (%s/s), %s read (%s)%s%s"
            .formatted(
                Units.duration(Duration.ofNanos(nowNanos - beginNanos)),
                now.filesDone(),
                total == null ? "" : " of " + total.files() + (total.complete() ? "" : "+"),
                Units.count(now.recordsRead()),
                Units.count(Units.perSecond(now.recordsRead() - before.recordsRead(), since)),
                Units.bytes(now.bytesRead()),
                Units.bytesPerSecond(now.bytesRead() - before.bytesRead(), since),
                total == null ? "" : timeLeft(now, total, nowNanos),
                failures);
    before = now;
    beforeNanos = nowNanos;
    return line;
  }

  /** From the bytes of finished files; says nothing before there are any. */
  private String timeLeft(Counters.Snapshot now, FileArguments.Listed total, long nowNanos) {
    long bytesLeft = total.bytes() - now.fileBytes();
    if (!total.complete() || now.fileBytes() == 0 || bytesLeft <= 0) {
      return "";
    }
    double nanos = (double) (nowNanos - beginNanos) * bytesLeft / now.fileBytes();
    return ", about " + Units.duration(Duration.ofNanos((long) nanos)) + " left";
  }
}
