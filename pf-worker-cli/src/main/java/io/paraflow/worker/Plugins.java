package io.paraflow.worker;

import io.paraflow.core.plugin.FileFormatProvider;
import io.paraflow.core.plugin.FileStoreProvider;
import io.paraflow.core.plugin.Provider;
import io.paraflow.core.plugin.SinkProvider;
import io.paraflow.core.plugin.WorkQueueProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that has announced itself, by name.
 *
 * @param formats how files are encoded
 * @param stores where files are
 * @param queues where work items come from
 * @param sinks where records go
 */
record Plugins(
    Map<String, FileFormatProvider<?>> formats,
    Map<String, FileStoreProvider<?>> stores,
    Map<String, WorkQueueProvider<?>> queues,
    Map<String, SinkProvider<?>> sinks) {

  /** What is on the class path. */
  static Plugins load() {
    return new Plugins(
        byName(ServiceLoader.load(FileFormatProvider.class), p -> (FileFormatProvider<?>) p),
        byName(ServiceLoader.load(FileStoreProvider.class), p -> (FileStoreProvider<?>) p),
        byName(ServiceLoader.load(WorkQueueProvider.class), p -> (WorkQueueProvider<?>) p),
        byName(ServiceLoader.load(SinkProvider.class), p -> (SinkProvider<?>) p));
  }

  /** The options of each. */
  static Map<String, Class<? extends Record>> options(Map<String, ? extends Provider<?>> plugins) {
    return plugins.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().options()));
  }

  private static <R, P extends Provider<?>> Map<String, P> byName(
      ServiceLoader<R> loader, Function<R, P> typed) {
    Map<String, P> found = new TreeMap<>();
    for (R raw : loader) {
      P provider = typed.apply(raw);
      P other = found.putIfAbsent(provider.name(), provider);
      if (other != null) {
        throw new IllegalStateException(
            other.getClass().getName()
                + " and "
                + provider.getClass().getName()
                + " are both called "
                + provider.name());
      }
    }
    return found;
  }
}
