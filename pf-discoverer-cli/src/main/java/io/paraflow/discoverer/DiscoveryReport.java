package io.paraflow.discoverer;

import io.paraflow.cli.Units;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a discovery has done, in words.
 *
 * @param counters what it has counted, up to now
 * @param prefixes how many prefixes it had to list
 * @param startedAt when it began
 * @param now when this is said
 * @param outputVerb what happened to the wanted files, for example {@code output}
 */
record DiscoveryReport(
    DiscoveryCounters counters, int prefixes, Instant startedAt, Instant now, String outputVerb) {

  /** One line while it runs. */
  String progress() {
    long ended = counters.prefixesListed.sum() + counters.prefixesFailed.sum();
    return "%s files discovered, %s %s (%s), %d of %d prefixes, %d failed, %s"
        .formatted(
            Units.count(counters.filesDiscovered.sum()),
            Units.count(counters.filesOutput.sum()),
            outputVerb,
            Units.bytes(counters.bytesOutput.sum()),
            ended,
            prefixes,
            counters.prefixesFailed.sum(),
            filesPerSecond());
  }

  /** The lines at the end; exact numbers. */
  List<String> summary() {
    long items = counters.itemsOutput.sum();
    boolean cut = items > counters.filesOutput.sum();
    return List.of(
        "files discovered  "
            + files(counters.filesDiscovered.sum(), counters.bytesDiscovered.sum()),
        "files filtered    " + counters.filesFiltered.sum(),
        "files %-12s".formatted(outputVerb)
            + files(counters.filesOutput.sum(), counters.bytesOutput.sum())
            + (cut ? ", cut into " + items + " work items" : ""),
        "prefixes listed   " + counters.prefixesListed.sum() + " of " + prefixes,
        "errors            " + counters.prefixesFailed.sum(),
        "started           " + startedAt.truncatedTo(ChronoUnit.MILLIS),
        "completed         " + now.truncatedTo(ChronoUnit.MILLIS),
        "time              " + Units.duration(time()) + ", " + filesPerSecond());
  }

  private static String files(long count, long bytes) {
    return count + " (" + Units.bytes(bytes) + ")";
  }

  private String filesPerSecond() {
    return Units.count(Units.perSecond(counters.filesDiscovered.sum(), time())) + " files/s";
  }

  private Duration time() {
    return Duration.between(startedAt, now);
  }
}
