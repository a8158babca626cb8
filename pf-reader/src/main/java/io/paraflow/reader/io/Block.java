package io.paraflow.reader.io;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * A buffer and the range of a file that it holds, or will hold when the read that fills it has
 * ended. All methods are called by the thread that owns the buffer.
 */
final class Block {
  final ArrowBuf buffer;
  long start;
  int length;
  @Nullable FutureTask<Boolean> read;
  private volatile boolean unwanted;

  Block(ArrowBuf buffer) {
    this.buffer = buffer;
  }

  /** After the last byte. */
  long end() {
    return start + length;
  }

  MemorySegment segment() {
    return RawMemory.segment(buffer.memoryAddress(), length);
  }

  /** Nothing stale may look like data behind the block. */
  void clearSlack() {
    RawMemory.fill(buffer.memoryAddress() + length, RawMemory.SLACK_BYTES, (byte) 0);
  }

  void fillAhead(InputFile file, Executor executor) {
    MemorySegment segment = segment();
    long from = start;
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              if (!unwanted) {
                file.readFully(from, segment);
              }
              return true;
            });
    read = task;
    executor.execute(task);
  }

  /** Waits until the buffer is full; a read that has not begun is made by this thread. */
  void await(InputFile file) {
    FutureTask<Boolean> task = read;
    if (task == null) {
      return;
    }
    try {
      task.run();
      var _ = task.get();
      read = null;
    } catch (ExecutionException e) {
      read = null;
      switch (e.getCause()) {
        case IngestException cause ->
            throw new IngestException(cause.code(), cause.getMessage(), cause);
        case Error cause -> throw cause;
        case null, default ->
            throw new IngestException(
                ErrorCode.INTERNAL,
                "Read of " + file.location() + " at " + start + " failed: " + e.getCause(),
                e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IngestException(
          ErrorCode.CANCELLED, "Interrupted while reading " + file.location(), e);
    }
  }

  /** A buffer that a thread still writes to must not be released: waits, however it ends. */
  void close() {
    unwanted = true;
    boolean interrupted = false;
    while (read != null) {
      try {
        read.run();
        var _ = read.get();
        read = null;
      } catch (ExecutionException e) {
        // The block is no longer wanted, and neither is the reason why it could not be read.
        read = null;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    buffer.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
