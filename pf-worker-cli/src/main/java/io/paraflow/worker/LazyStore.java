package io.paraflow.worker;

import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a store when it is first needed: a client that nobody uses costs a second at the start. */
final class LazyStore implements FileStore {
  private final Supplier<FileStore> factory;
  private @Nullable FileStore store;

  LazyStore(Supplier<FileStore> factory) {
    this.factory = factory;
  }

  @Override
  public InputFile open(Location location) {
    return store().open(location);
  }

  @Override
  public InputFile open(Location location, FileEnd first, long expectedLength) {
    return store().open(location, first, expectedLength);
  }

  @Override
  public void list(Location prefix, Predicate<FileEntry> visitor) {
    store().list(prefix, visitor);
  }

  private synchronized FileStore store() {
    if (store == null) {
      store = factory.get();
    }
    return store;
  }

  @Override
  public synchronized void close() {
    if (store != null) {
      store.close();
    }
  }
}
