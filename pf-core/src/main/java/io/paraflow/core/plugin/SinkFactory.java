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

  /**
   * Whether the sinks can read columns that are encoded by a dictionary of their batch, as {@link
   * io.paraflow.core.batch.Batch#dictionaries}. Others never get such columns.
   */
  default boolean readsDictionaries() {
    return false;
  }

  /** Called after every sink is closed. */
  @Override
  void close();
}
