package io.paraflow.core.plugin;

/**
 * Announces a destination; found by {@link java.util.ServiceLoader}.
 *
 * @param <O> the destination's options
 */
public interface SinkProvider<O extends Record> extends Provider<O> {
  /**
   * The destination with these options.
   *
   * @throws io.paraflow.core.error.IngestException when it cannot be used, before any work is taken
   */
  SinkFactory create(O options);
}
