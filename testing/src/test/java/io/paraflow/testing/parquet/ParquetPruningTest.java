package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ExactFilter;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.file.RowFilter.Operator;
import io.paraflow.testing.fixtures.ArrowValues;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading with a filter finds the rows that DuckDB finds, and does not read all others. */
class ParquetPruningTest {
  private static final long SEED = 20_261_122;
  private static final long MEMORY_BYTES = 48L << 20;

  /** Columns of types that a bloom filter does not tell of. */
  private static final Set<String> WITHOUT_BLOOM_FILTER = Set.of("flag", "int96", "decimal_bytes");

  private static final long LITTLE_MEMORY_BYTES = 512 << 10;

  @TempDir private Path folder;

  /** What a reader delivered. */
  private record Result(TreeMap<Long, String> wanted, Set<Long> delivered) {}

  @ParameterizedTest
  @CsvSource({"PARQUET_1_0, true", "PARQUET_1_0, false", "PARQUET_2_0, true", "PARQUET_2_0, false"})
  void findsTheRowsThatDuckDbFinds(WriterVersion version, boolean dictionary) throws IOException {
    Path path = folder.resolve("rows.parquet");
    PruningFile.write(path, version, dictionary);
    MemoryFile file = new MemoryFile(Files.readAllBytes(path));
    Random random = new Random(SEED);
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run("set timezone = 'UTC'");
      duckDb.run("create table rows as from " + DuckDb.quoted(path));
      for (PruningFile.Column column : PruningFile.columns()) {
        long pruned = 0;
        for (Operator operator : Operator.values()) {
          // Odd keys have no rows, even ones have.
          long key = random.nextInt(PruningFile.KEYS);
          Result result =
              read(
                  file,
                  100,
                  List.of("id", column.name()),
                  column.name() + operator.symbol() + column.literal().apply(key));
          String condition =
              "\"%s\" %s %s".formatted(column.name(), operator.symbol(), column.sql().apply(key));
          assertEquals(
              ids(duckDb, condition),
              List.copyOf(result.wanted().keySet()),
              () -> "seed " + SEED + ", " + condition);
          pruned += PruningFile.ROWS - result.delivered().size();
        }
        assertTrue(pruned > PruningFile.ROWS, column.name() + ": " + pruned + " rows pruned");
      }
    }
  }

  /** Columns of every type and encoding, nested ones too, keep to the rows that are left. */
  @ParameterizedTest
  @CsvSource({"PARQUET_1_0, true", "PARQUET_1_0, false", "PARQUET_2_0, true", "PARQUET_2_0, false"})
  void rowsAreAsWithoutAFilter(WriterVersion version, boolean dictionary) throws IOException {
    Path path = folder.resolve("rows.parquet");
    PruningFile.write(path, version, dictionary);
    byte[] content = Files.readAllBytes(path);
    TreeMap<Long, String> all = read(new MemoryFile(content), 1000, List.of(), "id >= 0").wanted();
    assertEquals(PruningFile.ROWS, all.size());
    Random random = new Random(SEED);
    for (Latency latency : Latency.values()) {
      MemoryFile file = new MemoryFile(content, latency);
      for (int i = 0; i < 12; i++) {
        int row = random.nextInt(PruningFile.ROWS);
        long key = random.nextInt(PruningFile.KEYS);
        String[] filter =
            switch (i % 4) {
              case 0 -> new String[] {"id >= " + row, "id < " + (row + 1 + random.nextInt(300))};
              case 1 -> new String[] {"key = " + key, "text != text-0010"};
              case 2 -> new String[] {"key != " + key, "double > " + (key - 200) / 4.0};
              default -> new String[] {"flag = true", "int8 < " + (key * 255 / 320 - 128)};
            };
        Result some = read(file, 1 + random.nextInt(500), List.of(), filter);
        some.wanted()
            .forEach(
                (id, text) ->
                    assertEquals(all.get(id), text, () -> "seed " + SEED + ", row " + id));
      }
    }
  }

  /**
   * By metadata only: the column of the condition is not read. Parquet-java writes bloom filters
   * where it writes no dictionaries, DuckDB where it does.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowGroupsWithoutAValueArePassedOver(boolean byDuckDb) throws IOException {
    Path path = folder.resolve("rows.parquet");
    PruningFile.write(path, WriterVersion.PARQUET_1_0, false);
    Random random = new Random(SEED);
    Set<String> pruned = new TreeSet<>();
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run("set timezone = 'UTC'");
      duckDb.run("create table rows as from " + DuckDb.quoted(path));
      if (byDuckDb) {
        duckDb.run(
            "copy (from rows) to %s (format parquet, bloom_filter_false_positive_ratio 0.001)"
                .formatted(DuckDb.quoted(path)));
      }
      MemoryFile content = new MemoryFile(Files.readAllBytes(path), Latency.REMOTE);
      for (PruningFile.Column column : PruningFile.columns()) {
        for (int i = 0; i < 12; i++) {
          RecordedFile file = new RecordedFile(content);
          long key = 20L + random.nextInt(PruningFile.KEYS - 40);
          String condition = column.name() + "=" + column.literal().apply(key);
          Set<Long> delivered = new TreeSet<>();
          read(
              file,
              new ReadSpec(100, 1 << 20, List.of("id"), RowFilter.parse(List.of(condition))),
              batch -> {
                addOrdinals(batch, delivered);
                batch.close();
              });
          file.requireNoByteReadTwice();
          List<Long> wanted = ids(duckDb, column.name() + " = " + column.sql().apply(key));
          assertTrue(delivered.containsAll(wanted), condition);
          if (wanted.isEmpty() && delivered.isEmpty()) {
            pruned.add(column.name());
          }
        }
      }
    }
    Set<String> filtered =
        PruningFile.columns().stream()
            .map(PruningFile.Column::name)
            .filter(name -> !WITHOUT_BLOOM_FILTER.contains(name))
            .filter(name -> !byDuckDb || !name.equals("decimal_fixed"))
            .collect(Collectors.toCollection(TreeSet::new));
    pruned.retainAll(filtered);
    assertEquals(filtered, pruned);
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL, id = 1234",
    "LOCAL, key = 100",
    "LOCAL, text < text-0060",
    "REMOTE, id = 1234",
    "REMOTE, id >= 2500"
  })
  void pagesWithoutAWantedRowAreNotRead(Latency latency, String filter) throws IOException {
    Path path = folder.resolve("rows.parquet");
    PruningFile.write(path, WriterVersion.PARQUET_1_0, true);
    byte[] content = Files.readAllBytes(path);
    List<String> others = List.of("long_text", "double", "struct", "payload");
    List<String> columns = new ArrayList<>(List.of("id", "key", "text"));
    columns.addAll(others);
    RecordedFile file = new RecordedFile(new MemoryFile(content, latency));
    Result result = read(file, 100, columns, filter);
    if (latency == Latency.REMOTE) {
      file.requireNoByteReadTwice();
    }
    // The first read is of the footer, and all that is in the file's last bytes.
    List<RecordedFile.Range> reads = file.reads().subList(1, file.reads().size());
    int unwanted = 0;
    for (Page page : pages(path)) {
      boolean read = reads.stream().anyMatch(range -> range.overlaps(page.start(), page.end()));
      boolean wanted =
          columns.contains(page.column())
              && (!others.contains(page.column())
                  || result.delivered().stream()
                      .anyMatch(row -> row >= page.firstRow() && row <= page.lastRow()));
      assertTrue(wanted || !read, () -> page + " was read for " + result.delivered());
      unwanted += wanted ? 0 : 1;
    }
    assertTrue(unwanted > 100, unwanted + " pages are not wanted");
  }

  /** The chunks of so many columns are brought near in few requests, but for pages without rows. */
  @ParameterizedTest
  @ValueSource(strings = {"id >= 0", "key < 200", "text < text-0060"})
  void remoteColumnsThatDoNotFitTogetherAreReadAsLocalOnesAre(String filter) throws IOException {
    Path path = folder.resolve("rows.parquet");
    PruningFile.write(path, WriterVersion.PARQUET_2_0, true);
    byte[] content = Files.readAllBytes(path);
    ReadSpec spec = new ReadSpec(100, 64 << 10, List.of(), RowFilter.parse(List.of(filter)));
    List<String> expected =
        ParquetUnderTest.rows(
            ParquetUnderTest.FORMAT, new MemoryFile(content), spec, LITTLE_MEMORY_BYTES);
    List<Integer> requests = new ArrayList<>();
    for (int spillMb : new int[] {0, 100}) {
      RecordedFile file = new RecordedFile(new MemoryFile(content, Latency.REMOTE));
      FileFormat format = ParquetUnderTest.spilling(spillMb, folder);
      assertEquals(expected, ParquetUnderTest.rows(format, file, spec, LITTLE_MEMORY_BYTES));
      file.requireNoByteReadTwice();
      requests.add(file.reads().size());
    }
    assertTrue(requests.get(1) < requests.get(0), requests + " requests");
  }

  /** A page of data. */
  private record Page(String column, long start, long end, long firstRow, long lastRow) {}

  private static List<Page> pages(Path path) throws IOException {
    List<Page> pages = new ArrayList<>();
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            new LocalInputFile(path),
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
      for (BlockMetaData group : reader.getRowGroups()) {
        long start = group.getRowIndexOffset();
        for (ColumnChunkMetaData chunk : group.getColumns()) {
          OffsetIndex index = reader.readOffsetIndex(chunk);
          for (int i = 0; i < index.getPageCount(); i++) {
            pages.add(
                new Page(
                    chunk.getPath().toArray()[0],
                    index.getOffset(i),
                    index.getOffset(i) + index.getCompressedPageSize(i),
                    start + index.getFirstRowIndex(i),
                    start + index.getLastRowIndex(i, group.getRowCount())));
          }
        }
      }
    }
    return pages;
  }

  /** An index that is wrong, but well-formed, is noticed where pages are read by it. */
  @ParameterizedTest
  @ValueSource(strings = {"id", "repeated"})
  void pagesThatContradictTheIndexAreRefused(String column) throws IOException {
    byte[] content = withFirstRow(column, 2, row -> row + 1);
    IngestException error =
        assertThrows(
            IngestException.class,
            () -> read(new MemoryFile(content), 100, List.of("id", column), "id >= 200"));
    assertEquals(ErrorCode.CORRUPT, error.code());
    assertTrue(error.getMessage().contains("offset index"), error.getMessage());
  }

  @Test
  void anIndexThatCannotBeIsNotUsed() throws IOException {
    byte[] content = withFirstRow("id", 2, row -> row - 90);
    Result result = read(new MemoryFile(content), 100, List.of("id"), "id >= 200");
    assertEquals(PruningFile.ROWS - 200, result.wanted().size());
  }

  /** The file with another first row of a page of the first row group. */
  private byte[] withFirstRow(String column, int page, LongUnaryOperator change)
      throws IOException {
    Path path = folder.resolve("rows.parquet");
    PruningFile.write(path, WriterVersion.PARQUET_1_0, true);
    byte[] content = Files.readAllBytes(path);
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            new LocalInputFile(path),
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
      for (ColumnChunkMetaData chunk : reader.getRowGroups().getFirst().getColumns()) {
        if (chunk.getPath().toArray()[0].equals(column)) {
          IndexReference place = chunk.getOffsetIndexReference();
          int at = (int) place.getOffset();
          var index =
              Util.readOffsetIndex(new ByteArrayInputStream(content, at, place.getLength()));
          PageLocation location = Objects.requireNonNull(index.getPage_locations()).get(page);
          location.setFirst_row_index(change.applyAsLong(location.getFirst_row_index()));
          ByteArrayOutputStream changed = new ByteArrayOutputStream();
          Util.writeOffsetIndex(index, changed);
          assertTrue(changed.size() <= place.getLength(), "the changed index fits");
          System.arraycopy(changed.toByteArray(), 0, content, at, changed.size());
        }
      }
    }
    return content;
  }

  /** What reads indexes and filters meets any bytes there. */
  @Test
  void mutantsOfIndexesAreReadOrRefusedByName() throws IOException {
    Path path = folder.resolve("rows.parquet");
    PruningFile.write(path, WriterVersion.PARQUET_2_0, true);
    byte[] content = Files.readAllBytes(path);
    int start = (int) pages(path).stream().mapToLong(Page::end).max().orElseThrow();
    int end =
        content.length
            - 8
            - ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(content.length - 8);
    Random random = new Random(SEED);
    int same = 0;
    for (int i = 0; i < 150; i++) {
      byte[] mutant = content.clone();
      for (int j = 0; j <= i % 40; j++) {
        mutant[start + random.nextInt(end - start)] = (byte) random.nextInt(256);
      }
      try {
        String filter = i % 2 == 0 ? "id >= 1234" : "text = text-0100";
        read(new MemoryFile(mutant), 200, List.of("id", "text", "list", "payload"), filter);
        same++;
      } catch (IngestException e) {
        assertEquals(ErrorCode.CORRUPT, e.code(), e.getMessage());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + SEED + ", mutant " + i, e);
      }
    }
    assertTrue(same > 50, same + " were read");
  }

  private static List<Long> ids(DuckDb duckDb, String condition) {
    return duckDb.rows("select id from rows where " + condition + " order by id").stream()
        .map(row -> Long.valueOf(row.getFirst()))
        .toList();
  }

  /** Reads as the engine does: the reader prunes, then rows are filtered exactly. */
  private static Result read(InputFile file, int maxRows, List<String> columns, String... filter) {
    RowFilter conditions = RowFilter.parse(List.of(filter));
    ExactFilter exact = new ExactFilter(conditions);
    TreeMap<Long, String> rows = new TreeMap<>();
    Set<Long> delivered = new TreeSet<>();
    read(
        file,
        new ReadSpec(maxRows, 1 << 20, columns, conditions),
        batch -> {
          addOrdinals(batch, delivered);
          try (Batch kept = exact.apply(batch)) {
            for (int row = 0; row < kept.rowCount(); row++) {
              StringBuilder text = new StringBuilder();
              for (FieldVector vector : kept.root().getFieldVectors()) {
                text.append(ArrowValues.text(vector, row)).append(' ');
              }
              long id = Long.parseLong(text.substring(0, text.indexOf(" ")));
              assertEquals(id, kept.ordinals().of(row));
              rows.put(id, text.toString());
            }
          }
        });
    return new Result(rows, delivered);
  }

  private static void addOrdinals(Batch batch, Set<Long> ordinals) {
    for (int row = 0; row < batch.rowCount(); row++) {
      ordinals.add(batch.ordinals().of(row));
    }
  }

  /** Hands batches over, which the taker closes. */
  private static void read(InputFile file, ReadSpec spec, Consumer<Batch> each) {
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        BatchReader reader = ParquetUnderTest.open(file, spec, allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        each.accept(batch);
      }
    }
  }
}
