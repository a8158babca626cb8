package io.paraflow.testing.store;

import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import io.paraflow.reader.store.file.LocalFileStore;
import io.paraflow.reader.store.file.LocalStoreOptions;
import io.paraflow.testing.contract.FileStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.io.TempDir;

class LocalFileStoreContractTest extends FileStoreContract {
  private final LocalFileStore store = new LocalFileStore(new LocalStoreOptions(null));
  @TempDir private Path folder;

  @Override
  protected FileStore store() {
    return store;
  }

  @Override
  protected Location location(String name) {
    return new Location("file", "", folder.resolve(name).toString());
  }

  @Override
  protected void put(String name, byte[] content) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Path complete = Files.write(folder.resolve("incomplete"), content);
    Files.move(complete, path, StandardCopyOption.ATOMIC_MOVE);
  }
}
