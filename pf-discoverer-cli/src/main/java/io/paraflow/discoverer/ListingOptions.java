package io.paraflow.discoverer;

import io.paraflow.core.config.Option;

/**
 * How to list.
 *
 * @param parallelPrefixes prefixes that are begun at the same time
 * @param concurrency requests at the same time
 * @param dryRun whether nothing is handed on
 * @param sampleCount files that a dry run shows
 */
record ListingOptions(
    @Option(
            value =
                "How many prefixes are listed at the same time. Their files mix as they arrive;"
                    + " with 1 they come prefix after prefix.",
            flags = "--parallel-prefixes",
            def = "20",
            min = 1,
            max = 1000)
        int parallelPrefixes,
    @Option(
            value =
                "How many list requests are made at the same time. The listing of one prefix makes"
                    + " one request at a time, so the smaller of this and --parallel-prefixes"
                    + " counts.",
            flags = "--concurrency",
            def = "20",
            min = 1,
            max = 1000)
        int concurrency,
    @Option(
            value = "List and count, show a few of the files on standard error, hand nothing on.",
            flags = "--dry-run")
        boolean dryRun,
    @Option(
            value = "How many files a dry run shows.",
            flags = "--sample-count",
            def = "5",
            min = 0,
            max = 1_000_000)
        int sampleCount) {
  /** How many listings are under way at most. */
  int listingsAtOnce() {
    return Math.min(parallelPrefixes, concurrency);
  }
}
