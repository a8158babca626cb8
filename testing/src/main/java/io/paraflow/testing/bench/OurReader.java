package io.paraflow.testing.bench;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ExactFilter;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.reader.parquet.PageDecompression;
import io.paraflow.testing.fixtures.Plugins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;

/** This project's readers, as one of the worker's threads uses them. */
final class OurReader implements AutoCloseable {
  /** What a thread of the worker may use by default. */
  static final long MEMORY_BYTES = 48L << 20;

  /** How large its batches are. */
  static final ReadSpec SPEC = ReadSpec.all(8192, 4 << 20);

  private final FileStore store = Plugins.store("file");
  private final FileFormat format;
  private final BufferAllocator allocator;

  /**
   * A reader of one format.
   *
   * @param flags the format's options
   * @param parent limits it to a thread's memory
   */
  OurReader(String format, Map<String, List<String>> flags, BufferAllocator parent) {
    this(Plugins.format(format, flags), parent);
  }

  /** A reader of a format that the plugins do not have. */
  OurReader(FileFormat format, BufferAllocator parent) {
    this.format = format;
    this.allocator = parent.newChildAllocator("ours", 0, MEMORY_BYTES);
  }

  /**
   * Reads a file. A record that is refused is a defect, as the data has none that should be.
   *
   * @param each takes the batches, which are only lent
   * @return how many records there were
   */
  long read(Path file, Consumer<Batch> each) {
    return read(file, SPEC, each);
  }

  /** Reads a file in a way of its own. */
  long read(Path file, ReadSpec spec, Consumer<Batch> each) {
    long rows = 0;
    try (InputFile input = store.open(Location.parse(file.toString()));
        BatchReader reader = format.open(input, spec, allocator, OurReader::refused)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        rows += batch.rowCount();
        each.accept(batch);
        batch.close();
      }
    }
    return rows;
  }

  /** Reads the rows of a file that a filter wants, as the engine does. */
  long read(Path file, RowFilter filter, Consumer<Batch> each) {
    ReadSpec spec = new ReadSpec(SPEC.maxRows(), SPEC.maxBytes(), SPEC.columns(), filter);
    ExactFilter exact = new ExactFilter(filter);
    long rows = 0;
    try (InputFile input = store.open(Location.parse(file.toString()));
        BatchReader reader = format.open(input, spec, allocator, OurReader::refused)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch wanted = exact.apply(batch)) {
          rows += wanted.rowCount();
          each.accept(wanted);
        }
      }
    }
    return rows;
  }

  /** Reads and decompresses a Parquet file's pages and decodes nothing; returns its rows. */
  long decompress(Path file) throws IOException {
    try (InputFile input = store.open(Location.parse(file.toString()))) {
      return PageDecompression.run(input, allocator, SPEC.maxBytes());
    }
  }

  /** The most memory outside the heap that was in use at a time, but for what codecs take. */
  long peakBytes() {
    return allocator.getPeakMemoryAllocation();
  }

  /** Reads a file into batches that are the caller's, whatever memory that takes. */
  List<Batch> keep(Path file, BufferAllocator unlimited) {
    List<Batch> batches = new ArrayList<>();
    try (InputFile input = store.open(Location.parse(file.toString()));
        BatchReader reader = format.open(input, SPEC, unlimited, OurReader::refused)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        batches.add(batch);
      }
    }
    return batches;
  }

  private static void refused(RecordError error) {
    throw new IllegalStateException("Record refused: " + error);
  }

  @Override
  public void close() {
    allocator.close();
    store.close();
  }
}
