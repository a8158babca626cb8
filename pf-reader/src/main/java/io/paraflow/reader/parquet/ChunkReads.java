package io.paraflow.reader.parquet;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.reader.io.BlockReader;
import io.paraflow.reader.io.Blocks;
import io.paraflow.reader.io.CoalescedReads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the column chunks of one row group after the other. Those of a local file are read each by
 * itself, in small blocks when they are needed; those of a remote file together, and those of the
 * next row group ahead where both fit the memory. Where there are too many of them for large
 * requests, they go through the {@link SpillFile}.
 */
final class ChunkReads implements AutoCloseable {
  private static final int REQUESTS_AT_ONCE = 8;

  /** Where memory is left for less of each chunk, requests are made for all of them instead. */
  private static final int LEAST_REMOTE_BLOCK_BYTES = 1 << 20;

  private final InputFile file;
  private final SpillFile spillFile;
  private final BufferAllocator allocator;
  private final @Nullable ExecutorService executor;
  private long memoryBytes;
  private @Nullable CoalescedReads current;
  private @Nullable CoalescedReads ahead;
  private @Nullable SpilledChunks spilled;

  /**
   * Reads nothing yet.
   *
   * @param spillFile stays the caller's
   */
  ChunkReads(InputFile file, BufferAllocator allocator, SpillFile spillFile) {
    this.file = file;
    this.spillFile = spillFile;
    this.allocator = allocator;
    this.executor =
        file.latency() == InputFile.Latency.LOCAL
            ? null
            : Executors.newFixedThreadPool(
                REQUESTS_AT_ONCE, Thread.ofVirtual().name("read-ahead").factory());
  }

  /**
   * Brings the chunks of the next row group into the spill file, where they are too many to be read
   * side by side from afar and it has room for them.
   *
   * @param chunks those that are opened next
   * @param memory what each chunk may take
   * @return whether they are read as those of a local file are
   */
  boolean spill(List<ChunkBytes> chunks, MemoryPlan memory) {
    closeCurrent();
    if (executor == null || ahead != null || memory.blockBytes() >= LEAST_REMOTE_BLOCK_BYTES) {
      return false;
    }
    List<ByteRange> ranges = merged(wanted(chunks));
    long bytes = memory.blockBytes() * chunks.size();
    if (CoalescedReads.memoryToHold(List.of(ranges), allocator) <= bytes) {
      return false;
    }
    spilled = SpilledChunks.read(file, ranges, spillFile, allocator, bytes, executor);
    return spilled != null;
  }

  /** The bytes of all ranges, in the order of the file, each once. */
  private static List<ByteRange> merged(List<List<ByteRange>> ranges) {
    List<ByteRange> merged = new ArrayList<>();
    ranges.stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(ByteRange::start))
        .forEach(
            range -> {
              ByteRange last = merged.isEmpty() ? null : merged.getLast();
              if (last == null || range.start() > last.end()) {
                merged.add(range);
              } else {
                merged.removeLast();
                merged.add(new ByteRange(last.start(), Math.max(last.end(), range.end())));
              }
            });
    return merged;
  }

  /**
   * Begins a row group.
   *
   * @param chunks what {@link #readAhead} or {@link #spill} was given if it was called
   * @param memory what each chunk may take
   * @return the chunks' bytes, each to be closed by the caller
   */
  List<Blocks> open(List<ChunkBytes> chunks, MemoryPlan memory) {
    List<Blocks> blocks = new ArrayList<>();
    if (executor == null || spilled != null) {
      InputFile local = spilled == null ? file : spilled;
      for (ChunkBytes chunk : chunks) {
        ByteRange all = chunk.all();
        blocks.add(new BlockReader(local, all.start(), all.end(), allocator, memory.blockBytes()));
      }
      return blocks;
    }
    closeCurrent();
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
    if (spilled != null) {
      spilled.close();
      spilled = null;
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
