package io.paraflow.testing.sinks;

import io.paraflow.core.plugin.SinkFactory;
import io.paraflow.indexer.stats.StatsSinkFactory;
import io.paraflow.testing.contract.SinkContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

class StatsSinkTest extends SinkContract {
  @Override
  protected SinkFactory destination() {
    return new StatsSinkFactory();
  }

  @Override
  protected @Nullable List<Long> arrived() {
    return null;
  }

  @Override
  protected boolean breakDown() {
    return false;
  }
}
