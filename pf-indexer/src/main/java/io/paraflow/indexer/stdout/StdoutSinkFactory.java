package io.paraflow.indexer.stdout;

import io.paraflow.core.flow.Sink;
import io.paraflow.core.plugin.SinkFactory;
import java.nio.channels.WritableByteChannel;
import org.apache.arrow.memory.BufferAllocator;

/** Gives each thread a sink that writes to one channel. */
public final class StdoutSinkFactory implements SinkFactory {
  private final StdoutOptions options;
  private final SharedOutput output;

  /**
   * A destination.
   *
   * @param target takes the text; blocking; stays the caller's and is not closed
   * @param name the target's name for messages
   */
  public StdoutSinkFactory(StdoutOptions options, WritableByteChannel target, String name) {
    this.options = options;
    this.output = new SharedOutput(target, name);
  }

  @Override
  public Sink open(BufferAllocator allocator) {
    return new StdoutSink(options, output, allocator);
  }

  @Override
  public boolean readsDictionaries() {
    return true;
  }

  @Override
  public void close() {}
}
