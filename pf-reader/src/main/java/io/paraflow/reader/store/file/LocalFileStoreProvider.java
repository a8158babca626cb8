package io.paraflow.reader.store.file;

import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import io.paraflow.core.plugin.FileStoreProvider;
import java.util.Set;

/** Announces the store of local files. */
public final class LocalFileStoreProvider implements FileStoreProvider<LocalStoreOptions> {
  @Override
  public String name() {
    return "file";
  }

  @Override
  public Class<LocalStoreOptions> options() {
    return LocalStoreOptions.class;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(Location.FILE);
  }

  @Override
  public FileStore create(LocalStoreOptions options) {
    return new LocalFileStore(options);
  }
}
