package io.paraflow.reader.store.s3;

import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** One version of an object. Holds no connection between reads. */
record S3InputFile(ObjectReads reads) implements InputFile {
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
    Objects.checkFromIndexSize(position, target.byteSize(), length());
    if (target.byteSize() > 0) {
      new RangeRead(reads, position, target).run();
    }
  }

  @Override
  public void close() {}
}
