package io.paraflow.reader.io;

import io.paraflow.core.file.InputFile;
import io.paraflow.core.memory.RawMemory;
import java.util.ArrayDeque;
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
public final class BlockReader implements Blocks {
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

  @Override
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
    Block block = ahead.poll();
    if (block == null) {
      block = take();
      if (blocksAhead > 0) {
        block.fillAhead(file, BlockReader::onVirtualThread);
      }
    }
    current = block;
    if (blocksAhead == 0) {
      file.readFully(block.start, block.segment());
    } else {
      // Ordered like this, the next request is under way while this thread waits.
      readAhead();
      block.await(file);
    }
    blockStart = block.start;
    blockLength = block.length;
    return true;
  }

  @Override
  public long address() {
    if (current == null) {
      throw new IllegalStateException("no current block");
    }
    return current.buffer.memoryAddress();
  }

  @Override
  public int length() {
    return blockLength;
  }

  @Override
  public long position() {
    return blockStart;
  }

  @Override
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

  @Override
  public void limit(long position) {
    limit = Math.min(position, end);
  }

  @Override
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

  @Override
  public void restart(long position) {
    release();
    nextStart = position;
    blockStart = position;
  }

  private static void onVirtualThread(Runnable read) {
    Thread.ofVirtual().name("read-ahead").start(read);
  }

  private void readAhead() {
    while (ahead.size() < blocksAhead && nextStart < limit) {
      Block block = take();
      block.fillAhead(file, BlockReader::onVirtualThread);
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
      block.clearSlack();
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
}
