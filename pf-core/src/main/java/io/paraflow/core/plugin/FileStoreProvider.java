package io.paraflow.core.plugin;

import io.paraflow.core.file.FileStore;
import java.util.Set;

/**
 * Announces a file store; found by {@link java.util.ServiceLoader}.
 *
 * @param <O> the store's options
 */
public interface FileStoreProvider<O extends Record> extends Provider<O> {
  /** The location schemes that it serves, lower case. */
  Set<String> schemes();

  /** The store with these options; connects to nothing yet. */
  FileStore create(O options);
}
