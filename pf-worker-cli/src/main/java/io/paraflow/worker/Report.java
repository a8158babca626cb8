package io.paraflow.worker;

import io.paraflow.cli.Units;
import io.paraflow.core.engine.Counters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run has done, for people.
 *
 * @param name the worker's and the job's
 * @param counts at its end
 * @param time how long it took
 * @param threads how many there were
 */
record Report(String name, Counters.Snapshot counts, Duration time, int threads) {

  /** The summary that ends every run. */
  List<String> summary() {
    List<String> lines = new ArrayList<>(work());
    if (counts.bytesSpilled() > 0) {
      lines.add(
          "  spilled  %s written to temporary files, as threads had too little memory (--memory-mb)"
              .formatted(Units.bytes(counts.bytesSpilled())));
    }
    return lines;
  }

  private List<String> work() {
    return List.of(
        name
            + ": "
            + Units.duration(time)
            + " with "
            + threads
            + (threads == 1 ? " thread, " : " threads, ")
            + Math.round(busyShare() * 100)
            + " % busy",
        "  files    %d processed, %d failed, %d given back"
            .formatted(counts.filesDone(), counts.filesFailed(), counts.filesReleased()),
        "  records  %d read, %d filtered out, %d written, %d failed"
            .formatted(
                counts.recordsRead(),
                counts.recordsFiltered(),
                counts.recordsWritten(),
                counts.recordsFailed()),
        "  data     %s read in %s requests, of %s in files, %s as Arrow"
            .formatted(
                Units.bytes(counts.bytesRead()),
                Units.count(counts.requests()),
                Units.bytes(counts.fileBytes()),
                Units.bytes(counts.arrowBytes())),
        "  speed    %s files/s, %s records/s, %s of files, %s of Arrow"
            .formatted(
                Units.count(Units.perSecond(counts.filesDone(), time)),
                Units.count(Units.perSecond(counts.recordsRead(), time)),
                Units.bytesPerSecond(counts.fileBytes(), time),
                Units.bytesPerSecond(counts.arrowBytes(), time)));
  }

  /** What the destination {@code stats} has to say, as text. */
  List<String> statistics() {
    return List.of(
        "files         %d".formatted(counts.filesDone()),
        "failed files  %d".formatted(counts.filesFailed()),
        "rows          %d".formatted(counts.recordsWritten()),
        "failed rows   %d".formatted(counts.recordsFailed()),
        "file bytes    %d".formatted(counts.fileBytes()),
        "bytes read    %d".formatted(counts.bytesRead()),
        "requests      %d".formatted(counts.requests()),
        "spilled bytes %d".formatted(counts.bytesSpilled()),
        "Arrow bytes   %d".formatted(counts.arrowBytes()),
        String.format(Locale.ROOT, "seconds       %.3f", seconds()),
        String.format(
            Locale.ROOT, "rows/s        %.0f", Units.perSecond(counts.recordsWritten(), time)),
        String.format(
            Locale.ROOT, "file MB/s     %.2f", Units.perSecond(counts.fileBytes(), time) / 1e6),
        String.format(
            Locale.ROOT, "Arrow MB/s    %.2f", Units.perSecond(counts.arrowBytes(), time) / 1e6));
  }

  /** What the destination {@code stats} has to say, as a JSON object. */
  String statisticsJson() {
    return String.format(
        Locale.ROOT,
        "{\"files\":%d,\"filesFailed\":%d,\"rows\":%d,\"rowsFailed\":%d,\"fileBytes\":%d,"
            + "\"bytesRead\":%d,\"requests\":%d,\"spilledBytes\":%d,\"arrowBytes\":%d,\"seconds\":%.6f,\"rowsPerSecond\":%.1f,"
            + "\"fileBytesPerSecond\":%.1f,\"arrowBytesPerSecond\":%.1f}",
        counts.filesDone(),
        counts.filesFailed(),
        counts.recordsWritten(),
        counts.recordsFailed(),
        counts.fileBytes(),
        counts.bytesRead(),
        counts.requests(),
        counts.bytesSpilled(),
        counts.arrowBytes(),
        seconds(),
        Units.perSecond(counts.recordsWritten(), time),
        Units.perSecond(counts.fileBytes(), time),
        Units.perSecond(counts.arrowBytes(), time));
  }

  private double seconds() {
    return time.toNanos() / 1e9;
  }

  /**
   * Whether nothing was left undone. A record that failed counts like a file that failed: whoever
   * ran the command would otherwise take the output for the whole.
   */
  boolean isComplete() {
    return counts.filesFailed() == 0 && counts.recordsFailed() == 0;
  }

  private double busyShare() {
    return time.isZero() ? 0 : counts.busyNanos() / ((double) time.toNanos() * threads);
  }
}
