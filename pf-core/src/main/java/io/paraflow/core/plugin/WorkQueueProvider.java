package io.paraflow.core.plugin;

import io.paraflow.core.work.WorkQueue;

/**
 * Announces a source of work items; found by {@link java.util.ServiceLoader}.
 *
 * @param <O> the queue's options
 */
public interface WorkQueueProvider<O extends Record> extends Provider<O> {
  /** The queue with these options. */
  WorkQueue create(O options);
}
