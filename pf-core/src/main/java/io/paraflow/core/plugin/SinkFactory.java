package io.paraflow.core.plugin;

import io.paraflow.core.flow.Sink;
import org.apache.arrow.memory.BufferAllocator;

/** A destination, shared by all threads, that gives each of them its own sink. */
public interface SinkFactory extends AutoCloseable {
  /**
   * A sink for one pipeline thread.
   *
   * @param allocator that thread's memory
   */
  Sink open(BufferAllocator allocator);

  /** Called after every sink is closed. */
  @Override
  void close();
}
