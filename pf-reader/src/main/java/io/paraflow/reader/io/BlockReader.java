package io.paraflow.reader.io;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a file forward, one block after the other, into off-heap memory.
 *
 * <p>A {@linkplain InputFile.Latency#LOCAL local} file is read when a block is asked for, in small
 * blocks. A {@linkplain InputFile.Latency#REMOTE remote} file is read in larger blocks and ahead of
 * need by virtual threads. Buffers are allocated and released on the caller's thread only; virtual
 * threads do nothing but fill them.
 *
 * <p>Used by one thread.
 */
public final class BlockReader implements AutoCloseable {
  // Allocators round up to powers of two: with its slack, a block fills its buffer exactly.
  private static final int LOCAL_BLOCK_BYTES = (256 << 10) - RawMemory.SLACK_BYTES;
  private static final int REMOTE_BLOCK_BYTES = (4 << 20) - RawMemory.SLACK_BYTES;
  private static final int LEAST_BLOCK_BYTES = (4 << 10) - RawMemory.SLACK_BYTES;
  private static final int REMOTE_BLOCKS_AHEAD = 2;

  private final InputFile file;
  private final long end;
  private final BufferAllocator allocator;
  private final int blockBytes;
  private final int blocksAhead;
  private final ArrayDeque<Block> ahead = new ArrayDeque<>();
  private @Nullable Block current;
  private @Nullable Block spare;
  private long nextStart;
  private long limit;
  private long blockStart;
  private int blockLength;

  /**
   * A reader at the start of a range. Nothing is read or allocated yet.
   *
   * @param file stays the caller's; open until this reader is closed
   * @param start first byte
   * @param end after the last byte; at most the file's length
   * @param allocator where blocks come from
   * @param memoryBytes the most that all blocks together may take; 4 KiB are taken at least
   */
  public BlockReader(
      InputFile file, long start, long end, BufferAllocator allocator, long memoryBytes) {
    if (start < 0 || start > end || end > file.length()) {
      throw new IllegalArgumentException(
          "range " + start + " to " + end + " of a file of " + file.length() + " bytes");
    }
    this.file = file;
    this.end = end;
    this.limit = end;
    this.allocator = allocator;
    this.nextStart = start;
    this.blockStart = start;
    long range = Math.max(1, end - start);
    boolean remote = file.latency() == InputFile.Latency.REMOTE;
    long wanted = Math.min(range, remote ? REMOTE_BLOCK_BYTES : LOCAL_BLOCK_BYTES);
    long blocks = remote && wanted < range ? 1 + REMOTE_BLOCKS_AHEAD : 1;
    long affordable = Long.highestOneBit(Math.max(1, memoryBytes / blocks)) - RawMemory.SLACK_BYTES;
    long least = Math.min(range, LEAST_BLOCK_BYTES);
    this.blockBytes = Math.toIntExact(Math.max(least, Math.min(wanted, affordable)));
    long blocksInMemory = memoryBytes / (blockBytes + RawMemory.SLACK_BYTES);
    this.blocksAhead = remote ? Math.clamp(blocksInMemory - 1, 0, REMOTE_BLOCKS_AHEAD) : 0;
  }

  /** The size of every block but the last, in bytes. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Moves on to the next block; the one before becomes invalid.
   *
   * @return false at the end of the range
   * @throws IngestException what {@link InputFile#readFully} throws, also when the read was made
   *     ahead; CANCELLED when this thread is interrupted
   */
  public boolean advance() {
    Block before = current;
    current = null;
    blockStart += blockLength;
    blockLength = 0;
    if (before != null) {
      retire(before);
    }
    if (ahead.isEmpty() && nextStart >= limit) {
      releaseSpare();
      return false;
    }
    Block block = ahead.isEmpty() ? null : ahead.poll();
    if (block == null) {
      block = take();
      file.readFully(block.start, block.segment());
      readAhead();
    } else {
      // Ordered like this, the next request is under way while this thread waits.
      current = block;
      readAhead();
      block.await(file);
    }
    current = block;
    blockStart = block.start;
    blockLength = block.length;
    return true;
  }

  /**
   * Where the current block is in memory; readable {@link RawMemory#SLACK_BYTES} beyond its end.
   */
  public long address() {
    if (current == null) {
      throw new IllegalStateException("no current block");
    }
    return current.buffer.memoryAddress();
  }

  /** The current block's length in bytes; 0 before the first and after the last. */
  public int length() {
    return blockLength;
  }

  /** The current block's position in the file. */
  public long position() {
    return blockStart;
  }

  /**
   * Moves forward. What lies between is not read, unless it was already. There is no current block
   * afterwards; the next one has the position, or begins with it.
   *
   * @param position after the current block, and within the range
   */
  public void moveTo(long position) {
    if (current != null) {
      retire(current);
      current = null;
    }
    blockStart = position;
    blockLength = 0;
    while (!ahead.isEmpty() && ahead.getFirst().end() <= position) {
      ahead.removeFirst().close();
    }
    if (ahead.isEmpty()) {
      nextStart = position;
    }
  }

  /**
   * Lets the range end earlier or, up to its own end, later: nothing behind is read from now on.
   */
  public void limit(long position) {
    limit = Math.min(position, end);
  }

  /**
   * Reads the bytes after the current block straight into memory of the caller, who then finds no
   * current block. Cheaper than {@link #advance} when nothing was read ahead.
   *
   * @param target has room for {@code bytes}
   * @param bytes at most what is left of the range after the current block
   * @return false, and nothing done, where blocks were read ahead
   */
  public boolean readDirect(long target, int bytes) {
    if (blocksAhead > 0) {
      return false;
    }
    if (bytes > limit - nextStart) {
      throw new IllegalArgumentException(bytes + " bytes at " + nextStart + " end after " + limit);
    }
    Block before = current;
    current = null;
    if (before != null) {
      retire(before);
    }
    file.readFully(nextStart, RawMemory.segment(target, bytes));
    nextStart += bytes;
    blockStart = nextStart;
    blockLength = 0;
    return true;
  }

  /**
   * Goes back, or on, to a position and releases all memory. There is no current block afterwards.
   *
   * @param position within the range
   */
  public void restart(long position) {
    release();
    nextStart = position;
    blockStart = position;
  }

  private void readAhead() {
    while (ahead.size() < blocksAhead && nextStart < limit) {
      Block block = take();
      block.fillAhead(file);
      ahead.add(block);
    }
  }

  /** A buffer with the next range assigned to it. */
  private Block take() {
    Block block = spare;
    spare = null;
    if (block == null) {
      block = new Block(allocator.buffer(blockBytes + RawMemory.SLACK_BYTES));
    }
    block.start = nextStart;
    block.length = (int) Math.min(blockBytes, limit - nextStart);
    block.read = null;
    nextStart += block.length;
    if (block.length < blockBytes) {
      // Nothing stale may look like data behind a short last block.
      RawMemory.fill(block.buffer.memoryAddress() + block.length, RawMemory.SLACK_BYTES, (byte) 0);
    }
    return block;
  }

  private void retire(Block block) {
    if (spare == null) {
      spare = block;
    } else {
      block.buffer.close();
    }
  }

  private void releaseSpare() {
    if (spare != null) {
      spare.buffer.close();
      spare = null;
    }
  }

  /** Waits for reads under way, then releases every block. */
  @Override
  public void close() {
    release();
    nextStart = end;
  }

  private void release() {
    if (current != null) {
      current.close();
      current = null;
    }
    for (Block block : ahead) {
      block.close();
    }
    ahead.clear();
    releaseSpare();
    blockLength = 0;
  }

  private static final class Block {
    final ArrowBuf buffer;
    long start;
    int length;
    @Nullable FutureTask<Boolean> read;

    Block(ArrowBuf buffer) {
      this.buffer = buffer;
    }

    long end() {
      return start + length;
    }

    MemorySegment segment() {
      return RawMemory.segment(buffer.memoryAddress(), length);
    }

    void fillAhead(InputFile file) {
      MemorySegment segment = segment();
      long from = start;
      FutureTask<Boolean> task = new FutureTask<>(() -> file.readFully(from, segment), true);
      read = task;
      Thread.ofVirtual().name("read-ahead").start(task);
    }

    void await(InputFile file) {
      if (read == null) {
        return;
      }
      try {
        var _ = read.get();
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
      boolean interrupted = false;
      while (read != null) {
        try {
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
}
