package io.paraflow.indexer.stats;

/** There is nothing to choose. */
public record StatsOptions() {}
