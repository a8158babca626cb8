package io.paraflow.reader.io;

import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import java.lang.foreign.MemorySegment;

/** A file of bytes in memory. */
public record MemoryFile(@SuppressWarnings("ArrayRecordComponent") byte[] content, Latency latency)
    implements InputFile {
  @Override
  public Location location() {
    return Location.parse("memory://test/file");
  }

  @Override
  public String version() {
    return "v1";
  }

  @Override
  public long length() {
    return content.length;
  }

  @Override
  public void readFully(long position, MemorySegment target) {
    MemorySegment.copy(MemorySegment.ofArray(content), position, target, 0, target.byteSize());
  }

  @Override
  public ReadCounts readCounts() {
    return ReadCounts.NONE;
  }

  @Override
  public void close() {}
}
