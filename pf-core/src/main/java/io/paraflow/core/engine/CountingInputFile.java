package io.paraflow.core.engine;

import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes that are read from a file. */
record CountingInputFile(InputFile file, LongAdder bytesRead) implements InputFile {
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
    file.readFully(position, target);
    bytesRead.add(target.byteSize());
  }

  @Override
  public void close() {
    file.close();
  }
}
