package io.paraflow.core.engine;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import java.util.Map;
import java.util.TreeSet;

/** The stores by the schemes that they serve. Shared by all threads; owns the stores. */
public final class FileStores implements AutoCloseable {
  private final Map<String, FileStore> byScheme;

  /**
   * Takes ownership of the stores.
   *
   * @param byScheme each store under every scheme that it serves
   */
  public FileStores(Map<String, FileStore> byScheme) {
    this.byScheme = Map.copyOf(byScheme);
  }

  /**
   * The store that serves a location.
   *
   * @throws IngestException INVALID_LOCATION when none does
   */
  public FileStore of(Location location) {
    FileStore store = byScheme.get(location.scheme());
    if (store == null) {
      throw new IngestException(
          ErrorCode.INVALID_LOCATION,
          "No store serves %s:// in %s; there are %s"
              .formatted(location.scheme(), location, new TreeSet<>(byScheme.keySet())));
    }
    return store;
  }

  @Override
  public void close() {
    byScheme.values().stream().distinct().forEach(FileStore::close);
  }
}
