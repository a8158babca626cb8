package io.paraflow.testing.parquet;

import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A file that keeps a list of what was read of it. */
final class RecordedFile implements InputFile {
  private final InputFile file;
  private final List<Range> reads = Collections.synchronizedList(new ArrayList<>());

  /** Bytes that were read at once. */
  record Range(long from, long to) {
    boolean overlaps(long start, long end) {
      return from < end && start < to;
    }
  }

  RecordedFile(InputFile file) {
    this.file = file;
  }

  List<Range> reads() {
    return List.copyOf(reads);
  }

  @Override
  public Location location() {
    return file.location();
  }

  @Override
  public String version() {
    return file.version();
  }

  @Override
  public long length() {
    return file.length();
  }

  @Override
  public Latency latency() {
    return file.latency();
  }

  @Override
  public void readFully(long position, MemorySegment target) {
    reads.add(new Range(position, position + target.byteSize()));
    file.readFully(position, target);
  }

  @Override
  public ReadCounts readCounts() {
    return file.readCounts();
  }

  @Override
  public void close() {
    file.close();
  }
}
