package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.file.RowFilter.Condition;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.reader.io.Blocks;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file row group by row group, as far as rows are selected. A batch ends with its row
 * group, at the greatest number of rows, or with the row that reaches its bytes.
 */
final class ParquetReader implements BatchReader {
  private static final int FIRST_SLICE_ROWS = 1024;

  /** The first slice of a row group holds at most this part of a batch. */
  private static final int FIRST_SLICE_PART = 4;

  private final InputFile file;
  private final ReadSpec spec;
  private final BufferAllocator allocator;
  private final List<RowGroup> groups;
  private final long[] firstRows;
  private final List<SchemaNode> columns;
  private final RowGroupFilter filter;
  private final RowSelection selection;
  private final Origin origin;
  private final SpillFile spillFile;
  private final Codecs codecs;
  private final ChunkReads reads;
  private final boolean omitsDictionaryHeader;
  private final List<ColumnBuilder> builders = new ArrayList<>();
  private final List<ColumnReader> leaves = new ArrayList<>();

  private int nextIndex;

  /** The row group that is read next, where it was found before its turn to be read ahead. */
  private @Nullable WantedGroup ahead;

  private long groupRows;
  private long groupEnd;
  private double bytesPerRow;
  private @Nullable MemoryPlan plan;
  private boolean failed;

  /** A row group, and which of its rows and pages may be wanted. */
  private record WantedGroup(int index, PageIndex pages) {}

  /**
   * A reader before the first row.
   *
   * @param columns what to read, in this order
   * @param filter passes over row groups that have no row of interest
   * @param spillFile for what the memory is too small for; closed with this
   */
  ParquetReader(
      InputFile file,
      ReadSpec spec,
      BufferAllocator allocator,
      FileMetaData metadata,
      FileSchema schema,
      List<SchemaNode> columns,
      RowGroupFilter filter,
      SpillFile spillFile) {
    this.filter = filter;
    this.file = file;
    this.spec = spec;
    this.allocator = allocator;
    this.groups = present(metadata.getRow_groups());
    this.columns = columns;
    this.origin = new Origin(file.location().toString(), file.version());
    this.spillFile = spillFile;
    this.codecs = new Codecs(allocator, spillFile);
    this.reads = new ChunkReads(file, allocator, spillFile);
    this.omitsDictionaryHeader = Footer.omitsDictionaryHeader(metadata);
    for (SchemaNode column : columns) {
      builders.add(column(column).builder());
    }
    this.selection = selection();
    this.firstRows = new long[groups.size()];
    long rows = 0;
    for (int i = 0; i < firstRows.length; i++) {
      RowGroup group = groups.get(i);
      firstRows[i] = rows;
      rows += group.getNum_rows();
      if (present(group.getColumns()).size() != schema.leafCount()) {
        throw new IngestException(
            ErrorCode.CORRUPT,
            "%s: a row group of %d columns where the schema has %d"
                .formatted(
                    file.location(), present(group.getColumns()).size(), schema.leafCount()));
      }
    }
  }

  /** A node's builder, and the reader of its first leaf, which provides the node's levels. */
  private record Column(ColumnBuilder builder, ColumnReader firstLeaf) {}

  private Column column(SchemaNode node) {
    boolean nullable = node.field().isNullable();
    return switch (node) {
      case LeafNode leaf -> {
        ColumnBuilder builder =
            switch (leaf.kind()) {
              case BITS -> new BitBuilder(nullable, allocator);
              case BYTES -> bytesBuilder(leaf);
              case FIXED, BYTES_TO_FIXED ->
                  new FixedBuilder(leaf.arrowWidth(), nullable, allocator);
            };
        ColumnReader reader = new ColumnReader(leaf, place(leaf.path()), builder, allocator);
        leaves.add(reader);
        yield new Column(builder, reader);
      }
      case StructNode struct -> {
        List<Column> children = struct.children().stream().map(this::column).toList();
        StructBuilder builder =
            new StructBuilder(
                place(struct.field().getName()),
                children.stream().map(Column::builder).toList(),
                nullable,
                allocator);
        ColumnReader firstLeaf = children.getFirst().firstLeaf();
        firstLeaf.provide(new ColumnReader.Enclosing.OfStruct(struct, builder));
        yield new Column(builder, firstLeaf);
      }
      case ListNode list -> {
        Column element = column(list.element());
        ListBuilder builder =
            new ListBuilder(place(list.field().getName()), element.builder(), nullable, allocator);
        element.firstLeaf().provide(new ColumnReader.Enclosing.OfList(list, builder));
        yield new Column(builder, element.firstLeaf());
      }
    };
  }

  private ColumnBuilder bytesBuilder(LeafNode leaf) {
    BytesBuilder bytes = new BytesBuilder(leaf.field().isNullable(), allocator);
    RowFilter conditions = spec.filter();
    boolean filtered = conditions != null && conditions.columns().contains(leaf.path());
    return spec.dictionaries() && !filtered && DictionaryBuilder.supports(leaf)
        ? new DictionaryBuilder(bytes, leaf.index(), allocator)
        : bytes;
  }

  /** Selects rows by the conditions on columns that are read, and not nested. */
  private RowSelection selection() {
    List<Condition> conditions = new ArrayList<>();
    List<ColumnReader> filterLeaves = new ArrayList<>();
    if (spec.filter() != null) {
      for (ColumnReader leaf : leaves) {
        String column = leaf.leaf().path();
        List<Condition> own =
            spec.filter().conditions().stream()
                .filter(each -> each.column().equals(column))
                .toList();
        if (!own.isEmpty() && leaf.isTopLevel()) {
          conditions.addAll(own);
          filterLeaves.add(leaf);
        }
      }
    }
    return new RowSelection(
        file.location().toString(),
        conditions.isEmpty() ? null : new RowFilter(conditions),
        filterLeaves,
        allocator);
  }

  private ColumnPlace place(String column) {
    return new ColumnPlace(file.location().toString(), column);
  }

  @Override
  public @Nullable Batch next() {
    if (failed) {
      throw new IllegalStateException("this reader has failed");
    }
    failed = true;
    Batch batch;
    try {
      batch = nextBatch();
    } catch (OutOfMemoryException e) {
      throw shortage(file.location().toString(), e);
    }
    failed = false;
    return batch;
  }

  private IngestException shortage(String what, OutOfMemoryException e) {
    long needed = allocator.getLimit();
    if (e instanceof MemoryShortage shortage) {
      needed = shortage.neededBytes();
    }
    long begun = leaves.stream().filter(ColumnReader::isBegun).count();
    if (begun > 0 && begun < leaves.size()) {
      // Columns that are not begun will need as much as the others, and all of them some more, as
      // their windows grow with the memory.
      needed = needed * leaves.size() / begun * 2;
    }
    return new IngestException(
        ErrorCode.LIMIT_EXCEEDED,
        "%s needs about %d MB of memory where this thread has %d MB: %s. Raise worker.memory_mb (--memory-mb)%s, lower reader.batch_mb (--batch-mb), or read fewer columns (--columns)"
            .formatted(
                what,
                (needed >> 20) + 1,
                allocator.getLimit() >> 20,
                e.getMessage(),
                spillFile.isFull()
                    ? " or reader.parquet.spill_mb (--parquet-spill-mb), as the temporary file is"
                        + " full"
                    : ""),
        e);
  }

  private @Nullable Batch nextBatch() {
    while (true) {
      MemoryPlan memory = plan;
      if (memory == null) {
        WantedGroup group = ahead != null ? ahead : nextGroup();
        ahead = null;
        if (group == null) {
          return null;
        }
        memory = openGroup(group);
      }
      int rows = fillBatch(memory);
      if (rows > 0) {
        // Rows beyond the batch move to memory of their own while the batch has the old one.
        makeRoom(2 * bytesOfAll());
        return takeBatch(rows);
      }
      for (ColumnReader leaf : leaves) {
        leaf.checkEnd(groupRows);
      }
      closeGroup();
    }
  }

  /** The next row group that may have rows of interest; null if there is none. */
  private @Nullable WantedGroup nextGroup() {
    while (nextIndex < groups.size()) {
      int index = nextIndex++;
      RowGroup group = groups.get(index);
      if (spec.range().contains(firstByte(group)) && filter.mayMatch(group)) {
        List<LeafNode> nodes = leaves.stream().map(ColumnReader::leaf).toList();
        return new WantedGroup(index, filter.pages(group, nodes));
      }
    }
    return null;
  }

  /** Wherever a damaged footer says that a row group begins, one of a file's ranges has it. */
  private long firstByte(RowGroup group) {
    long first =
        present(group.getColumns()).stream()
            .mapToLong(column -> ChunkBytes.start(present(column.getMeta_data())))
            .min()
            .orElse(0);
    return Math.clamp(first, 0, file.length() - 1);
  }

  private MemoryPlan openGroup(WantedGroup wanted) {
    RowGroup group = groups.get(wanted.index);
    groupRows = group.getNum_rows();
    groupEnd = firstRows[wanted.index] + groupRows;
    List<ChunkBytes> chunks = chunks(wanted);
    Latency latency = file.latency();
    MemoryPlan memory = plan(group, latency);
    if (reads.spill(chunks, memory)) {
      latency = Latency.LOCAL;
      memory = plan(group, latency);
    }
    if (bytesPerRow == 0) {
      double leastRowBytes = 0;
      for (ColumnReader leaf : leaves) {
        ColumnMetaData chunk = ChunkSizes.chunk(group, leaf.leaf());
        leastRowBytes += ChunkSizes.bytesPerRow(chunk, leaf.leaf(), groupRows);
      }
      double rows = memory.batchBytes() / (FIRST_SLICE_PART * leastRowBytes + 1);
      bytesPerRow = memory.batchBytes() / Math.clamp(rows, 1, FIRST_SLICE_ROWS);
    }
    List<Blocks> blocks = reads.open(chunks, memory);
    for (int i = 0; i < leaves.size(); i++) {
      ColumnReader leaf = leaves.get(i);
      long bytes = chunks.get(i).all().length();
      ChunkInput input = new ChunkInput(blocks.get(i), bytes, place(leaf.leaf().path()));
      leaf.open(
          ChunkSizes.chunk(group, leaf.leaf()),
          wanted.pages.locations(leaf.leaf()),
          latency == Latency.LOCAL,
          input,
          memory,
          codecs);
    }
    plan = memory;
    RowRanges candidates = wanted.pages.candidates();
    selection.begin(candidates);
    boolean remote = file.latency() == Latency.REMOTE;
    for (ColumnReader leaf : leaves) {
      if (!selection.isFilterLeaf(leaf)) {
        // Reading ahead of need, from afar, is worth pages of which no row may be selected later.
        leaf.choose(selection.rows(), remote ? candidates : selection.rows());
      }
    }
    if (remote) {
      ahead = nextGroup();
      readAhead(ahead);
    }
    return memory;
  }

  /**
   * Divides the memory for a row group.
   *
   * @param latency of where its chunks are read from
   */
  private MemoryPlan plan(RowGroup group, Latency latency) {
    long dictionaryBytes = 0;
    long decompressorBytes = 0;
    long allDecompressorBytes = 0;
    for (ColumnReader leaf : leaves) {
      ColumnMetaData chunk = ChunkSizes.chunk(group, leaf.leaf());
      long bytes = ChunkSizes.decompressorBytes(chunk);
      dictionaryBytes += ChunkSizes.dictionaryBytes(chunk);
      decompressorBytes = Math.max(decompressorBytes, bytes);
      allDecompressorBytes += bytes;
    }
    return MemoryPlan.divide(
        Math.min(allocator.getHeadroom(), allocator.getLimit()) + reads.aheadMemory(),
        spec.maxBytes(),
        dictionaryBytes,
        decompressorBytes,
        allDecompressorBytes,
        leaves.size(),
        latency);
  }

  private void readAhead(@Nullable WantedGroup wanted) {
    if (wanted == null) {
      return;
    }
    List<ChunkBytes> chunks;
    try {
      chunks = chunks(wanted);
    } catch (IngestException e) {
      return; // thrown again when it is the group's turn
    }
    reads.readAhead(chunks);
  }

  /** What is read of a row group, for each leaf. */
  private List<ChunkBytes> chunks(WantedGroup wanted) {
    RowGroup group = groups.get(wanted.index);
    List<ChunkBytes> chunks = new ArrayList<>();
    for (ColumnReader leaf : leaves) {
      ByteRange all =
          ChunkBytes.range(
              ChunkSizes.chunk(group, leaf.leaf()),
              place(leaf.leaf().path()),
              file.length(),
              omitsDictionaryHeader);
      PageLocations pages = wanted.pages.locations(leaf.leaf());
      chunks.add(
          pages == null
              ? ChunkBytes.whole(all)
              : ChunkBytes.ofPages(all, pages, wanted.pages.candidates()));
    }
    return chunks;
  }

  private void closeGroup() {
    leaves.forEach(ColumnReader::close);
    codecs.close();
    plan = null;
  }

  /**
   * Reads slices of rows of all columns until a batch is full.
   *
   * @return how many rows the batch has; 0 at the end of the row group
   */
  private int fillBatch(MemoryPlan memory) {
    long maxBytes = memory.batchBytes();
    long most = spec.maxRows();
    long rows = 0;
    long bytes = 0;
    while (rows < most && bytes < maxBytes) {
      double estimate = rows > 0 ? (double) bytes / rows : bytesPerRow;
      long slice =
          (long) Math.min((double) most, (maxBytes - bytes) / Math.max(estimate, 1e-3) + 1);
      long target = Math.min(most, rows + slice);
      long spare = memory.columnBytes() + Math.min(maxBytes, (long) (most * estimate));
      selection.select(target, Math.max(0, 2 * maxBytes - bytesOfAll()));
      target = Math.min(target, selection.rows().rows());
      if (target == rows) {
        break;
      }
      long bytesOfAll = bytesOfAll();
      for (ColumnReader leaf : leaves) {
        if (selection.isFilterLeaf(leaf)) {
          continue;
        }
        // What all columns have may reach twice the batch before columns stop short of the target.
        long before = leaf.bytes();
        long limit = before + Math.max(0, 2 * maxBytes - bytesOfAll);
        try {
          leaf.fill(target, rows + 1, limit);
        } catch (OutOfMemoryException e) {
          throw shortage("%s, column %s,".formatted(file.location(), leaf.leaf().path()), e);
        }
        if (leaf.rows() <= rows) {
          throw leaf.endsEarly();
        }
        bytesOfAll += leaf.bytes() - before;
        target = Math.min(target, leaf.rows());
        if (leaves.size() > 1 && allocator.getHeadroom() < spare) {
          leaf.park();
        }
      }
      rows = target;
      bytes = bytesOf((int) rows);
    }
    int fitting = bytes > maxBytes ? rowsOfBytes((int) rows, maxBytes) : (int) rows;
    if (rows > 0) {
      bytesPerRow = (double) bytes / rows;
    }
    return fitting;
  }

  /** Lets columns give up memory, the last ones first, until so much is left. */
  private void makeRoom(long bytes) {
    for (ColumnReader leaf : leaves.reversed()) {
      if (allocator.getHeadroom() >= bytes) {
        return;
      }
      leaf.park();
    }
  }

  private long bytesOfAll() {
    long bytes = 0;
    for (ColumnReader leaf : leaves) {
      bytes += leaf.bytes();
    }
    return bytes;
  }

  private long bytesOf(int rows) {
    long bytes = 0;
    for (ColumnBuilder builder : builders) {
      bytes += builder.bytesOf(rows);
    }
    return bytes;
  }

  /** The least number of rows that reaches the greatest number of bytes. */
  private int rowsOfBytes(int rows, long bytes) {
    int low = 1;
    int high = rows;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bytesOf(middle) >= bytes) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private Batch takeBatch(int rows) {
    List<FieldVector> vectors = new ArrayList<>();
    MapDictionaryProvider dictionaries = new MapDictionaryProvider();
    try {
      for (int i = 0; i < columns.size(); i++) {
        Field declared = columns.get(i).field();
        ColumnBuilder builder = builders.get(i);
        FieldVector vector = builder.field(declared).createVector(allocator);
        vectors.add(vector);
        builder.lendDictionaries(declared, dictionaries);
        builder.lend(vector, rows);
      }
      builders.forEach(builder -> builder.removeFirst(rows));
    } catch (RuntimeException e) {
      vectors.forEach(FieldVector::close);
      dictionaries.close();
      throw e;
    }
    for (ColumnReader leaf : leaves) {
      leaf.removeRows(rows);
    }
    VectorSchemaRoot root = new VectorSchemaRoot(vectors);
    root.setRowCount(rows);
    RowRanges selected = selection.rows();
    long groupStart = groupEnd - groupRows;
    Ordinals ordinals =
        selected.isInRow(rows)
            ? Ordinals.from(groupStart + selected.from(selected.firstRange()))
            : Ordinals.of(selected.firstRows(rows, groupStart));
    selected.removeFirst(rows);
    return new Batch(root, dictionaries, origin, ordinals);
  }

  @Override
  public void close() {
    closeGroup();
    reads.close();
    builders.forEach(ColumnBuilder::close);
    spillFile.close();
  }
}
