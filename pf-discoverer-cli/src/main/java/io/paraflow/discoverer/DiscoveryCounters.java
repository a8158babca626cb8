package io.paraflow.discoverer;

import java.util.concurrent.atomic.LongAdder;

/** What a discovery has seen and done so far. Written by its threads, read by any. */
final class DiscoveryCounters {
  /** Files that were listed. */
  final LongAdder filesDiscovered = new LongAdder();

  /** Their bytes. */
  final LongAdder bytesDiscovered = new LongAdder();

  /** Files that were listed and not wanted. */
  final LongAdder filesFiltered = new LongAdder();

  /** Files that were handed on. */
  final LongAdder filesOutput = new LongAdder();

  /** Their bytes. */
  final LongAdder bytesOutput = new LongAdder();

  /** Work items that they became, more than files where files were cut. */
  final LongAdder itemsOutput = new LongAdder();

  /** Prefixes that were listed to their end. */
  final LongAdder prefixesListed = new LongAdder();

  /** Prefixes whose listing failed. */
  final LongAdder prefixesFailed = new LongAdder();
}
