package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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

  /** Fails when a byte was read twice, but for those of the first read, which is of the footer. */
  void requireNoByteReadTwice() {
    List<Range> sorted =
        reads.stream().skip(1).sorted(Comparator.comparingLong(Range::from)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      assertTrue(sorted.get(i - 1).to <= sorted.get(i).from, sorted.toString());
    }
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
