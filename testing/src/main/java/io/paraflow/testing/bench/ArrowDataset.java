package io.paraflow.testing.bench;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.dataset.file.FileSystemDatasetFactory;
import org.apache.arrow.dataset.jni.NativeMemoryPool;
import org.apache.arrow.dataset.scanner.ScanOptions;
import org.apache.arrow.dataset.scanner.Scanner;
import org.apache.arrow.dataset.source.Dataset;
import org.apache.arrow.dataset.source.DatasetFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/** Arrow's reader in C++, through its Java binding, whose library exists for some platforms. */
final class ArrowDataset {
  private static final long BATCH_ROWS = 8192;

  private ArrowDataset() {}

  /** Why it does not run here; null where it does. */
  static @Nullable String unavailable() {
    try {
      NativeMemoryPool.getDefault();
      return null;
    } catch (LinkageError | RuntimeException e) {
      return e.toString().lines().findFirst().orElseThrow();
    }
  }

  /** Reads a file; the batches are only lent. */
  @SuppressWarnings("try") // close() is declared to throw anything
  static void read(Path file, BufferAllocator allocator, Consumer<VectorSchemaRoot> each)
      throws Exception {
    try (DatasetFactory factory =
            new FileSystemDatasetFactory(
                allocator,
                NativeMemoryPool.getDefault(),
                FileFormat.PARQUET,
                file.toUri().toString().replaceFirst("^file:/+", "file:///"));
        Dataset dataset = factory.finish();
        Scanner scanner = dataset.newScan(new ScanOptions(BATCH_ROWS));
        ArrowReader reader = scanner.scanBatches()) {
      while (reader.loadNextBatch()) {
        each.accept(reader.getVectorSchemaRoot());
      }
    }
  }
}
