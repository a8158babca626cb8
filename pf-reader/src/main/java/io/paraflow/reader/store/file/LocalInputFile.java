package io.paraflow.reader.store.file;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * An open local file. It stays the file that was opened when another one takes its name; what is
 * written into it while it is read is seen.
 */
record LocalInputFile(
    Location location,
    long length,
    String version,
    FileChannel channel,
    LongAdder requests,
    LongAdder bytes)
    implements InputFile {
  /** The operating system takes at most 2 GiB in one call. */
  private static final long MAX_READ_BYTES = 1L << 30;

  @Override
  public Latency latency() {
    return Latency.LOCAL;
  }

  @Override
  public void readFully(long position, MemorySegment target) {
    Objects.checkFromIndexSize(position, target.byteSize(), length);
    long done = 0;
    while (done < target.byteSize()) {
      long count = Math.min(target.byteSize() - done, MAX_READ_BYTES);
      done += read(position, target, done, count);
    }
  }

  private int read(long position, MemorySegment target, long done, long count) {
    try {
      int read = channel.read(target.asSlice(done, count).asByteBuffer(), position + done);
      requests.increment();
      if (read < 0) {
        throw new IngestException(
            ErrorCode.TRUNCATED,
            subject(position, target)
                + ": the file had "
                + length
                + " bytes when it was opened and has "
                + channel.size()
                + " now");
      }
      bytes.add(read);
      return read;
    } catch (IOException e) {
      throw LocalErrors.translate(e, subject(position, target));
    }
  }

  private String subject(long position, MemorySegment target) {
    return "Cannot read %d bytes at %d of %s".formatted(target.byteSize(), position, location);
  }

  @Override
  public ReadCounts readCounts() {
    return new ReadCounts(requests.sum(), bytes.sum());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw LocalErrors.translate(e, "Cannot close " + location);
    }
  }
}
