package io.paraflow.reader.parquet;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.reader.io.BlockReader;
import io.paraflow.reader.io.Blocks;
import io.paraflow.reader.io.CoalescedReads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the column chunks of one row group after the other. Those of a local file are read each by
 * itself, in small blocks when they are needed; those of a remote file together, and those of the
 * next row group ahead where both fit the memory.
 */
final class ChunkReads implements AutoCloseable {
  private static final int REQUESTS_AT_ONCE = 8;

  private final InputFile file;
  private final BufferAllocator allocator;
  private final @Nullable ExecutorService executor;
  private long memoryBytes;
  private @Nullable CoalescedReads current;
  private @Nullable CoalescedReads ahead;

  /** Reads nothing yet. */
  ChunkReads(InputFile file, BufferAllocator allocator) {
    this.file = file;
    this.allocator = allocator;
    this.executor =
        file.latency() == InputFile.Latency.LOCAL
            ? null
            : Executors.newFixedThreadPool(
                REQUESTS_AT_ONCE, Thread.ofVirtual().name("read-ahead").factory());
  }

  /**
   * Begins a row group.
   *
   * @param chunks what {@link #readAhead} was given if it was called
   * @param memory what each chunk may take
   * @return the chunks' bytes, each to be closed by the caller
   */
  List<Blocks> open(List<ChunkBytes> chunks, MemoryPlan memory) {
    closeCurrent();
    List<Blocks> blocks = new ArrayList<>();
    if (executor == null) {
      for (ChunkBytes chunk : chunks) {
        ByteRange all = chunk.all();
        blocks.add(new BlockReader(file, all.start(), all.end(), allocator, memory.blockBytes()));
      }
      return blocks;
    }
    memoryBytes = memory.blockBytes() * chunks.size();
    CoalescedReads reads = ahead;
    ahead = null;
    if (reads == null) {
      reads = new CoalescedReads(file, wanted(chunks), allocator, memoryBytes, executor);
    }
    current = reads;
    for (int i = 0; i < chunks.size(); i++) {
      Blocks stream = reads.stream(i);
      stream.moveTo(chunks.get(i).all().start());
      blocks.add(stream);
    }
    return blocks;
  }

  /** Begins to read the row group after the one that is open, where that leaves the memory. */
  void readAhead(List<ChunkBytes> chunks) {
    if (executor == null || current == null || !current.isHeld()) {
      return;
    }
    long left = memoryBytes - current.heldMemory();
    List<List<ByteRange>> wanted = wanted(chunks);
    if (CoalescedReads.memoryToHold(wanted, allocator) <= left) {
      ahead = new CoalescedReads(file, wanted, allocator, left, executor);
    }
  }

  private static List<List<ByteRange>> wanted(List<ChunkBytes> chunks) {
    return chunks.stream().map(ChunkBytes::wanted).toList();
  }

  /** What was allocated for the row group after the one that is open. */
  long aheadMemory() {
    return ahead == null ? 0 : ahead.heldMemory();
  }

  private void closeCurrent() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  @Override
  public void close() {
    closeCurrent();
    if (ahead != null) {
      ahead.close();
      ahead = null;
    }
    if (executor != null) {
      executor.close();
    }
  }
}
