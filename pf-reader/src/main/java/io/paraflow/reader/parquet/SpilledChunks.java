package io.paraflow.reader.parquet;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import io.paraflow.reader.io.Blocks;
import io.paraflow.reader.io.CoalescedReads;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of a remote file that were brought into a {@link SpillFile} in few large requests, to be
 * read in small blocks from there.
 */
final class SpilledChunks implements InputFile {
  private final InputFile file;
  private final SpillFile.Spilled spilled;

  /** The ranges, by where they begin in the remote file. */
  private final TreeMap<Long, Part> parts = new TreeMap<>();

  /**
   * One of the ranges.
   *
   * @param offset where its bytes are among those that were spilled
   */
  private record Part(ByteRange range, long offset) {}

  private SpilledChunks(InputFile file, SpillFile.Spilled spilled) {
    this.file = file;
    this.spilled = spilled;
  }

  /**
   * Reads ranges of a file.
   *
   * @param file stays the caller's
   * @param ranges in order, none overlapping another
   * @param memoryBytes what blocks may take meanwhile
   * @param executor runs the requests
   * @return null where the spill file has no room for them
   */
  static @Nullable SpilledChunks read(
      InputFile file,
      List<ByteRange> ranges,
      SpillFile spillFile,
      BufferAllocator allocator,
      long memoryBytes,
      Executor executor) {
    SpillFile.Spilled room = spillFile.take(ranges.stream().mapToLong(ByteRange::length).sum());
    if (room == null) {
      return null;
    }
    SpilledChunks chunks = new SpilledChunks(file, room);
    try (CoalescedReads reads =
        new CoalescedReads(file, List.of(ranges), allocator, memoryBytes, executor)) {
      Blocks blocks = reads.stream(0);
      for (long at = 0; blocks.advance(); at += blocks.length()) {
        room.write(at, blocks.address(), blocks.length());
      }
    } catch (RuntimeException e) {
      chunks.close();
      throw e;
    }
    long at = 0;
    for (ByteRange range : ranges) {
      chunks.parts.put(range.start(), new Part(range, at));
      at += range.length();
    }
    return chunks;
  }

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
    return Latency.LOCAL;
  }

  @Override
  public void readFully(long position, MemorySegment target) {
    Map.Entry<Long, Part> entry = parts.floorEntry(position);
    if (entry == null || position + target.byteSize() > entry.getValue().range.end()) {
      throw new IllegalArgumentException(
          "%d bytes at %d were not spilled".formatted(target.byteSize(), position));
    }
    Part part = entry.getValue();
    spilled.read(part.offset + position - part.range.start(), target.address(), target.byteSize());
  }

  @Override
  public ReadCounts readCounts() {
    return file.readCounts();
  }

  /** Gives the room back; the remote file stays the caller's. */
  @Override
  public void close() {
    spilled.close();
  }
}
