package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.io.Blocks;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * The row groups of a file that may have rows of interest, of which one is open at a time: divides
 * the memory among its columns and has their chunks read.
 */
final class RowGroups implements AutoCloseable {
  private final InputFile file;
  private final ReadSpec spec;
  private final BufferAllocator allocator;
  private final Effort effort;
  private final Footer footer;
  private final BitSet wantedLeaves;
  private final RowGroupFilter filter;
  private final List<ColumnReader> leaves;
  private final Codecs codecs;
  private final ChunkReads reads;

  private int nextIndex;

  /** The row group that is read next, where it was found before its turn to be read ahead. */
  private @Nullable Wanted ahead;

  /** A row group, and which of its rows and pages may be wanted. */
  private record Wanted(Footer.Place place, RowGroupMetadata metadata, PageIndex pages) {}

  /**
   * A row group whose columns are open and have read nothing.
   *
   * @param firstRow the ordinal of its first row in the file
   * @param rows how many rows it has
   * @param candidates the rows that may be of interest
   * @param leastRowBytes about how many bytes a row has, more where a dictionary expands
   */
  record Open(
      long firstRow, long rows, RowRanges candidates, double leastRowBytes, MemoryPlan memory) {}

  /**
   * The row groups of a file, none of which is open.
   *
   * @param footer closed with this
   * @param filter passes over row groups that have no row of interest
   * @param leaves the columns to open
   * @param spillFile for what the memory is too small for; stays the caller's
   * @param effort when it is spent, no more row groups are looked at for now
   */
  RowGroups(
      InputFile file,
      ReadSpec spec,
      Footer footer,
      FileSchema schema,
      RowGroupFilter filter,
      List<ColumnReader> leaves,
      BufferAllocator allocator,
      SpillFile spillFile,
      Effort effort) {
    this.effort = effort;
    this.file = file;
    this.spec = spec;
    this.allocator = allocator;
    this.footer = footer;
    this.filter = filter;
    this.leaves = leaves;
    this.wantedLeaves = filter.leaves();
    leaves.forEach(leaf -> wantedLeaves.set(leaf.leaf().index()));
    check(schema);
    this.codecs = new Codecs(allocator, spillFile);
    this.reads = new ChunkReads(file, allocator, spillFile);
  }

  private void check(FileSchema schema) {
    for (Footer.Place group : footer.rowGroups()) {
      if (group.columns() != schema.leafCount()) {
        throw new IngestException(
            ErrorCode.CORRUPT,
            "%s: a row group of %d columns where the schema has %d"
                .formatted(file.location(), group.columns(), schema.leafCount()));
      }
    }
  }

  /**
   * Opens the next row group that may have rows of interest; null if there is none, or the effort
   * is spent before one is found.
   */
  @Nullable Open openNext() {
    Wanted next = ahead != null ? ahead : find();
    ahead = null;
    return next == null ? null : open(next);
  }

  /** Whether there are no more row groups to open. */
  boolean isEnded() {
    return ahead == null && nextIndex == footer.rowGroups().size();
  }

  private @Nullable Wanted find() {
    List<Footer.Place> groups = footer.rowGroups();
    while (nextIndex < groups.size() && !effort.isHalfSpent()) {
      Footer.Place place = groups.get(nextIndex++);
      // Wherever a damaged footer says that a row group begins, one of a file's ranges has it.
      if (spec.range().contains(Math.clamp(place.firstByte(), 0, file.length() - 1))) {
        effort.spend(Effort.OF_ROW_GROUP);
        RowGroupMetadata metadata = footer.rowGroup(place, wantedLeaves);
        if (filter.mayMatch(metadata)) {
          List<LeafNode> nodes = leaves.stream().map(ColumnReader::leaf).toList();
          return new Wanted(place, metadata, filter.pages(metadata, nodes));
        }
      }
    }
    return null;
  }

  private Open open(Wanted wanted) {
    RowGroupMetadata group = wanted.metadata;
    List<ChunkBytes> chunks = chunks(wanted);
    Latency latency = file.latency();
    MemoryPlan memory = plan(group, latency);
    if (reads.spill(chunks, memory)) {
      latency = Latency.LOCAL;
      memory = plan(group, latency);
    }
    List<Blocks> blocks = reads.open(chunks, memory);
    double leastRowBytes = 0;
    for (int i = 0; i < leaves.size(); i++) {
      ColumnReader leaf = leaves.get(i);
      ColumnMetaData chunk = group.column(leaf.leaf());
      leastRowBytes += ChunkSizes.bytesPerRow(chunk, leaf.leaf(), group.rows());
      ChunkInput input =
          new ChunkInput(blocks.get(i), chunks.get(i).all().length(), place(leaf.leaf()));
      leaf.open(
          chunk,
          wanted.pages.locations(leaf.leaf()),
          latency == Latency.LOCAL,
          input,
          memory,
          codecs);
    }
    return new Open(
        wanted.place.firstRow(), group.rows(), wanted.pages.candidates(), leastRowBytes, memory);
  }

  /**
   * Divides the memory for a row group.
   *
   * @param latency of where its chunks are read from
   */
  private MemoryPlan plan(RowGroupMetadata group, Latency latency) {
    long dictionaryBytes = 0;
    long decompressorBytes = 0;
    long allDecompressorBytes = 0;
    for (ColumnReader leaf : leaves) {
      ColumnMetaData chunk = group.column(leaf.leaf());
      long bytes = ChunkSizes.decompressorBytes(chunk);
      dictionaryBytes += ChunkSizes.dictionaryBytes(chunk);
      decompressorBytes = Math.max(decompressorBytes, bytes);
      allDecompressorBytes += bytes;
    }
    return MemoryPlan.divide(
        Math.min(allocator.getHeadroom(), allocator.getLimit())
            + reads.aheadMemory()
            + codecs.keptBytes(),
        spec.maxBytes(),
        dictionaryBytes,
        decompressorBytes,
        allDecompressorBytes,
        leaves.size(),
        latency);
  }

  /** Begins to read the row group after the one that is open, where it is far and memory allows. */
  void readAhead() {
    if (file.latency() == Latency.LOCAL) {
      return;
    }
    ahead = find();
    if (ahead == null) {
      return;
    }
    List<ChunkBytes> chunks;
    try {
      chunks = chunks(ahead);
    } catch (IngestException e) {
      return; // thrown again when it is the group's turn
    }
    reads.readAhead(chunks);
  }

  /** What is read of a row group, for each leaf. */
  private List<ChunkBytes> chunks(Wanted wanted) {
    List<ChunkBytes> chunks = new ArrayList<>();
    for (ColumnReader leaf : leaves) {
      ByteRange all =
          ChunkBytes.range(
              wanted.metadata.column(leaf.leaf()),
              place(leaf.leaf()),
              file.length(),
              footer.omitsDictionaryHeader());
      PageLocations pages = wanted.pages.locations(leaf.leaf());
      chunks.add(
          pages == null
              ? ChunkBytes.whole(all)
              : ChunkBytes.ofPages(all, pages, wanted.pages.candidates()));
    }
    return chunks;
  }

  private ColumnPlace place(LeafNode leaf) {
    return new ColumnPlace(file.location().toString(), leaf.path());
  }

  /** Closes the row group that is open. */
  void closeOpen() {
    leaves.forEach(ColumnReader::close);
    codecs.endRowGroup();
  }

  @Override
  public void close() {
    closeOpen();
    codecs.close();
    reads.close();
    footer.close();
  }
}
