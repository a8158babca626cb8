package io.paraflow.testing.store;

import static io.paraflow.testing.servers.StubS3.BUCKET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.aws.AwsOptions;
import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.reader.store.s3.S3FileStore;
import io.paraflow.reader.store.s3.S3Options;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.Plugins;
import io.paraflow.testing.servers.StubS3;
import io.paraflow.testing.servers.StubServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests reading a file takes and which bytes they ask for. */
class S3RequestsTest {
  private static final int COLUMNS = 40;
  private static final int GROUPS = 4;
  private static final int GROUP_ROWS = 6144;
  private static final int END = 256 << 10;
  private static final long MEMORY_BYTES = 48 << 20;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d+)");

  private static byte[] parquet = new byte[0];

  /** Where the chunks are: by row group, by column. */
  private static final List<List<ByteRange>> CHUNKS = new ArrayList<>();

  private final StubS3 stub = new StubS3();
  private final S3FileStore store =
      new S3FileStore(
          new S3Options(
              stub.endpoint().toString(), AwsOptions.defaults().withKeys("test", "test")));

  /** Each chunk has about 48 KB, as values of {@code hash} cannot be compressed. */
  @BeforeAll
  static void writeParquet(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("wide.parquet");
    String columns =
        IntStream.range(0, COLUMNS)
            .mapToObj(i -> i == 0 ? "i as c0" : "hash(i * " + COLUMNS + " + " + i + ") as c" + i)
            .collect(Collectors.joining(", "));
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          "copy (select %s from range(%d) t(i)) to %s (format parquet, row_group_size %d)"
              .formatted(columns, GROUPS * GROUP_ROWS, DuckDb.quoted(path), GROUP_ROWS));
      for (int group = 0; group < GROUPS; group++) {
        CHUNKS.add(new ArrayList<>());
      }
      for (List<String> row :
          duckDb.rows(
              "select row_group_id, least(data_page_offset, coalesce(dictionary_page_offset,"
                  + " data_page_offset)), total_compressed_size from parquet_metadata("
                  + DuckDb.quoted(path)
                  + ") order by row_group_id, column_id")) {
        long start = Long.parseLong(row.get(1));
        CHUNKS
            .get(Integer.parseInt(row.get(0)))
            .add(new ByteRange(start, start + Long.parseLong(row.get(2))));
      }
    }
    parquet = Files.readAllBytes(path);
  }

  @AfterAll
  static void forget() {
    parquet = new byte[0];
    CHUNKS.clear();
  }

  @AfterEach
  void close() {
    store.close();
    stub.close();
  }

  @Test
  void aWholeFileTakesARequestForItsFooterAndOneForEachRowGroup() {
    Reading reading = read("wide.parquet", parquet, FileEnd.TAIL, all());
    assertEquals(GROUPS * GROUP_ROWS, reading.rows);
    assertEquals(1 + GROUPS, reading.counts.requests());
    // All but the magic bytes at the start.
    assertEquals(parquet.length - 4, reading.counts.bytes());
  }

  @Test
  void aProjectionAsksForItsColumnsAndTheFootersRequestOnly() {
    ReadSpec spec = new ReadSpec(8192, 4 << 20, List.of("c7", "c3", "c8"), null);
    Reading reading = read("wide.parquet", parquet, FileEnd.TAIL, spec);
    assertEquals(GROUPS * GROUP_ROWS, reading.rows);
    // c3 by itself, c7 and c8 together; the end that came with the footer has none of them.
    assertEquals(1 + 2 * GROUPS, reading.counts.requests());
    assertEquals(
        END + CHUNKS.stream().mapToLong(g -> length(g, 3) + length(g, 7) + length(g, 8)).sum(),
        reading.counts.bytes());
    for (ByteRange asked : reading.asked.subList(1, reading.asked.size())) {
      assertTrue(
          CHUNKS.stream()
              .anyMatch(
                  g ->
                      asked.equals(g.get(3))
                          || asked.equals(new ByteRange(g.get(7).start(), g.get(8).end()))),
          asked.toString());
    }
  }

  @Test
  void aFilterLeavesOutTheRowGroupsThatItExcludes() {
    int from = 2 * GROUP_ROWS + 100;
    RowFilter filter = RowFilter.parse(List.of("c0 = " + from));
    ReadSpec spec = new ReadSpec(8192, 4 << 20, List.of("c0", "c5"), filter);
    Reading reading = read("wide.parquet", parquet, FileEnd.TAIL, spec);
    List<ByteRange> group = CHUNKS.get(2);
    assertEquals(1 + 2, reading.counts.requests());
    assertTrue(
        reading.counts.bytes() <= END + length(group, 0) + length(group, 5),
        reading.counts.toString());
  }

  @Test
  void aBloomFilterTakesARequestForItsHeaderAndOneForABlock(@TempDir Path folder)
      throws IOException {
    Path path = folder.resolve("filtered.parquet");
    String columns =
        IntStream.range(0, COLUMNS)
            .mapToObj(i -> "hash(i * %d + %d) as c%d".formatted(COLUMNS, i, i))
            .collect(Collectors.joining(", "));
    String value;
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          "copy (select %s from range(%d) t(i)) to %s (format parquet, row_group_size %d, dictionary_size_limit %d)"
              .formatted(
                  columns, GROUPS * GROUP_ROWS, DuckDb.quoted(path), GROUP_ROWS, GROUP_ROWS));
      value = duckDb.rows("select hash(%d)".formatted(GROUP_ROWS * COLUMNS)).getFirst().getFirst();
    }
    RowFilter filter = RowFilter.parse(List.of("c0 = " + value));
    ReadSpec spec = new ReadSpec(8192, 4 << 20, List.of("c0"), filter);
    Reading reading = read("filtered.parquet", Files.readAllBytes(path), FileEnd.TAIL, spec);
    assertEquals(1, reading.rows);
    // None of the filters came with the footer.
    List<ByteRange> asked = reading.asked.subList(1, reading.asked.size());
    assertEquals(1 + 2 * GROUPS, asked.size());
    assertEquals(1, asked.stream().filter(range -> range.length() > 64).count());
  }

  @Test
  void aSmallFileTakesOneRequest() {
    byte[] small = "{\"a\":1}\n{\"a\":2}\n".getBytes(UTF_8);
    Reading reading = read("small.ndjson", small, FileEnd.HEAD, all());
    assertEquals(2, reading.rows);
    assertEquals(new ReadCounts(1, small.length), reading.counts);
  }

  @Test
  void aLargeNdjsonFileTakesARequestForEachBlock() {
    byte[] large = lines(20_000);
    Reading reading = read("large.ndjson", large, FileEnd.HEAD, all());
    assertEquals(20_000, reading.rows);
    assertEquals(large.length, reading.counts.bytes());
    assertEquals(1 + Math.ceilDiv(large.length, 4 << 20), reading.counts.requests());
  }

  @Test
  void aPartOfAnNdjsonFileTakesTheFilesBeginningItsRangeAndTheEndOfItsLastLine() {
    byte[] large = lines(20_000);
    ByteRange range = new ByteRange(5_000_500, 7_000_500);
    Reading reading = read("large.ndjson", large, FileEnd.HEAD, all().of(range));
    assertEquals(2000, reading.rows);
    assertEquals(3, reading.counts.requests());
    assertEquals(END + 1 + range.length() + (64 << 10), reading.counts.bytes());
  }

  @Test
  void aPartOfAParquetFileTakesItsRowGroups() {
    List<ByteRange> group = CHUNKS.get(1);
    ByteRange range = new ByteRange(group.getFirst().start(), group.getLast().end());
    Reading reading = read("wide.parquet", parquet, FileEnd.TAIL, all().of(range));
    assertEquals(GROUP_ROWS, reading.rows);
    assertEquals(2, reading.counts.requests());
    assertEquals(END + range.length(), reading.counts.bytes());
  }

  /** Lines of 1000 bytes. */
  private static byte[] lines(int count) {
    byte[] line = "{\"a\":1,\"text\":\"%s\"}\n".formatted("x".repeat(982)).getBytes(UTF_8);
    byte[] lines = new byte[count * line.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(line, 0, lines, i * line.length, line.length);
    }
    return lines;
  }

  private static ReadSpec all() {
    return ReadSpec.all(8192, 4 << 20);
  }

  private static long length(List<ByteRange> group, int column) {
    return group.get(column).length();
  }

  /**
   * What reading a file came to.
   *
   * @param asked the ranges in the order in which they were asked for
   */
  private record Reading(long rows, ReadCounts counts, List<ByteRange> asked) {}

  /** Reads a file as the worker does, and checks that no byte is asked for twice. */
  private Reading read(String name, byte[] content, FileEnd first, ReadSpec spec) {
    stub.put(name, content);
    long rows = 0;
    ReadCounts counts;
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        InputFile file = store.open(new Location("s3", BUCKET, name), first, content.length)) {
      String format = name.substring(name.indexOf('.') + 1);
      try (BatchReader reader =
          Plugins.format(format, Map.of()).open(file, spec, allocator, S3RequestsTest::refused)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          rows += batch.rowCount();
          batch.close();
        }
      }
      counts = file.readCounts();
    }
    List<ByteRange> asked = stub.ledger().stream().map(r -> range(r, content.length)).toList();
    assertEquals(asked.size(), counts.requests());
    assertEquals(asked.stream().mapToLong(ByteRange::length).sum(), counts.bytes());
    long end = 0;
    for (ByteRange range :
        asked.stream().sorted(Comparator.comparingLong(ByteRange::start)).toList()) {
      assertTrue(range.start() >= end, range + " begins before " + end);
      end = range.end();
    }
    assertTrue(
        stub.ledger().stream().skip(1).allMatch(r -> r.headers().containsKey("if-match")),
        "all but the first are pinned");
    return new Reading(rows, counts, asked);
  }

  private static ByteRange range(Request request, int length) {
    assertEquals("GET", request.method());
    String range = request.headers().get("range");
    if (range == null) {
      return new ByteRange(0, length);
    }
    Matcher matcher = RANGE.matcher(range);
    assertTrue(matcher.matches(), range);
    long last = Long.parseLong(matcher.group(2));
    return matcher.group(1).isEmpty()
        ? new ByteRange(Math.max(0, length - last), length)
        : new ByteRange(Long.parseLong(matcher.group(1)), Math.min(last + 1, length));
  }

  private static void refused(Object error) {
    throw new AssertionError(error.toString());
  }
}
