package io.paraflow.reader.store.s3;

import io.paraflow.core.file.FileStore;
import io.paraflow.core.plugin.FileStoreProvider;
import java.util.Set;

/** Announces the store of S3 objects. */
public final class S3FileStoreProvider implements FileStoreProvider<S3Options> {
  @Override
  public String name() {
    return "s3";
  }

  @Override
  public Class<S3Options> options() {
    return S3Options.class;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(S3FileStore.SCHEME);
  }

  @Override
  public FileStore create(S3Options options) {
    return new S3FileStore(options);
  }
}
