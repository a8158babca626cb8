package io.paraflow.core.plugin;

import io.paraflow.core.work.WorkPublisher;

/**
 * Announces a destination of work items; found by {@link java.util.ServiceLoader}.
 *
 * @param <O> the publisher's options
 */
public interface WorkPublisherProvider<O extends Record> extends Provider<O> {
  /** The publisher with these options. */
  WorkPublisher create(O options);
}
