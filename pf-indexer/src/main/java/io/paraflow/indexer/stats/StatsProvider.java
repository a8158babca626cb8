package io.paraflow.indexer.stats;

import io.paraflow.core.plugin.SinkFactory;
import io.paraflow.core.plugin.SinkProvider;

/** Announces {@code stats}. */
public final class StatsProvider implements SinkProvider<StatsOptions> {
  @Override
  public String name() {
    return "stats";
  }

  @Override
  public Class<StatsOptions> options() {
    return StatsOptions.class;
  }

  @Override
  public SinkFactory create(StatsOptions options) {
    return new StatsSinkFactory();
  }
}
