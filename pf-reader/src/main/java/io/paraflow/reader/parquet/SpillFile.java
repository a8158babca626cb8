package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file for bytes that a thread has no memory for. Made when it is first needed; it has
 * no name from then on, where the system lets open files be deleted, so that nothing stays of a
 * process that is killed. Used by one thread.
 */
final class SpillFile implements AutoCloseable {
  private final Path directory;
  private final long maxBytes;

  /** The lengths of the gaps before {@link #end} by their starts; no two touch. */
  private final TreeMap<Long, Long> gaps = new TreeMap<>();

  private @Nullable FileChannel channel;
  private long end;
  private boolean full;
  private long writtenBytes;

  /**
   * No file yet.
   *
   * @param directory where it is made
   * @param maxBytes how large it may become; 0 for no file
   */
  SpillFile(Path directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /** Bytes that were written, and can be read until this is closed. */
  final class Spilled implements AutoCloseable {
    private final long start;
    private final long length;

    private Spilled(long start, long length) {
      this.start = start;
      this.length = length;
    }

    /**
     * Writes bytes.
     *
     * @param offset counted from the start of what was taken
     */
    void write(long offset, long address, long bytes) {
      check(offset, bytes);
      transfer("write", offset, address, bytes, FileChannel::write);
      writtenBytes += bytes;
    }

    /** Reads bytes that were written. */
    void read(long offset, long address, long bytes) {
      check(offset, bytes);
      transfer("read", offset, address, bytes, FileChannel::read);
    }

    private void check(long offset, long bytes) {
      if (offset < 0 || bytes < 0 || offset + bytes > length) {
        throw new IllegalArgumentException("%d bytes at %d of %d".formatted(bytes, offset, length));
      }
    }

    private void transfer(String verb, long offset, long address, long bytes, Transfer transfer) {
      for (long done = 0; done < bytes; ) {
        int n = (int) Math.min(bytes - done, 1 << 30);
        try {
          ByteBuffer buffer = RawMemory.segment(address + done, n).asByteBuffer();
          int moved = transfer.run(channel(), buffer, start + offset + done);
          if (moved < 0) {
            throw new IOException("it ends early");
          }
          done += moved;
        } catch (IOException e) {
          throw failure(verb, e);
        }
      }
    }

    @Override
    public void close() {
      release(start, length);
    }
  }

  /** Moves bytes between a buffer and a position of a file. */
  @FunctionalInterface
  private interface Transfer {
    int run(FileChannel channel, ByteBuffer buffer, long position) throws IOException;
  }

  /**
   * Takes room in the file.
   *
   * @param bytes at least 1
   * @return null where the file would become too large
   */
  @Nullable Spilled take(long bytes) {
    Map.Entry<Long, Long> gap = firstGap(bytes);
    if (gap != null) {
      long start = gap.getKey();
      long left = gap.getValue() - bytes;
      gaps.remove(start);
      if (left > 0) {
        gaps.put(start + bytes, left);
      }
      return new Spilled(start, bytes);
    }
    if (bytes > maxBytes - end) {
      full = true;
      return null;
    }
    end += bytes;
    return new Spilled(end - bytes, bytes);
  }

  private Map.@Nullable Entry<Long, Long> firstGap(long bytes) {
    for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
      if (gap.getValue() >= bytes) {
        return gap;
      }
    }
    return null;
  }

  private void release(long from, long bytes) {
    long start = from;
    long length = bytes;
    Map.Entry<Long, Long> before = gaps.lowerEntry(start);
    if (before != null && before.getKey() + before.getValue() == start) {
      gaps.remove(before.getKey());
      start = before.getKey();
      length += before.getValue();
    }
    Long after = gaps.remove(from + bytes);
    if (after != null) {
      length += after;
    }
    if (start + length == end) {
      end = start;
    } else {
      gaps.put(start, length);
    }
  }

  /** How many bytes were written in all, those that took the place of others included. */
  long writtenBytes() {
    return writtenBytes;
  }

  /** Whether room was refused. */
  boolean isFull() {
    return full;
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      Path file = Files.createTempFile(directory, "pf-spill-", null);
      open =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      channel = open;
    }
    return open;
  }

  private IngestException failure(String verb, IOException e) {
    return new IngestException(
        e instanceof ClosedByInterruptException ? ErrorCode.CANCELLED : ErrorCode.UNAVAILABLE,
        ("Cannot %s a temporary file in %s: %s. Free some space there, choose another folder with"
                + " reader.parquet.spill_directory (--parquet-spill-directory), or let threads have"
                + " more memory (--memory-mb)")
            .formatted(verb, directory, e.getMessage() == null ? e : e.getMessage()),
        e);
  }

  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    gaps.clear();
    end = 0;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw failure("close", e);
      }
    }
  }
}
