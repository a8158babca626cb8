package io.paraflow.indexer.stdout;

import io.paraflow.core.plugin.SinkFactory;
import io.paraflow.core.plugin.SinkProvider;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Announces {@code stdout}. */
public final class StdoutProvider implements SinkProvider<StdoutOptions> {
  @Override
  public String name() {
    return "stdout";
  }

  @Override
  public Class<StdoutOptions> options() {
    return StdoutOptions.class;
  }

  @Override
  @SuppressWarnings("resource") // file descriptor 1 is the process's, not ours to close
  public SinkFactory create(StdoutOptions options) {
    return new StdoutSinkFactory(
        options, new FileOutputStream(FileDescriptor.out).getChannel(), "standard output");
  }
}
