package io.paraflow.core.plugin;

/**
 * What every plug-in says of itself.
 *
 * @param <O> its options: a record whose components carry {@link io.paraflow.core.config.Option}
 */
public interface Provider<O extends Record> {
  /** The word that selects it: lower case, unique among providers of one kind. */
  String name();

  /** The type of its options. */
  Class<O> options();
}
