package io.paraflow.reader.store.s3;

import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * One version of an object. Holds no connection between reads.
 *
 * @param reads makes the requests
 * @param keptPosition where the bytes that are kept begin
 * @param kept what opening the object has read, at most {@link Opening#END_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent")
record S3InputFile(ObjectReads reads, long keptPosition, byte[] kept) implements InputFile {
  @Override
  public Location location() {
    return reads.location();
  }

  @Override
  public String version() {
    return reads.version();
  }

  @Override
  public long length() {
    return reads.length();
  }

  @Override
  public Latency latency() {
    return Latency.REMOTE;
  }

  @Override
  public void readFully(long position, MemorySegment target) {
    long size = target.byteSize();
    Objects.checkFromIndexSize(position, size, length());
    long from = Math.clamp(keptPosition - position, 0, size);
    long to = Math.clamp(keptPosition + kept.length - position, from, size);
    if (from == to) {
      request(position, target);
      return;
    }
    request(position, target.asSlice(0, from));
    MemorySegment.copy(
        kept,
        (int) (position + from - keptPosition),
        target,
        ValueLayout.JAVA_BYTE,
        from,
        (int) (to - from));
    request(position + to, target.asSlice(to));
  }

  private void request(long position, MemorySegment target) {
    if (target.byteSize() > 0) {
      new RangeRead(reads, position, target, null).run();
    }
  }

  @Override
  public ReadCounts readCounts() {
    return reads.counts();
  }

  @Override
  public void close() {}
}
